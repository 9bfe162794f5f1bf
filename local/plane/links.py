"""Which resources name which: what may not be deleted while it is in use, and in which order a group goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from local.plane.behaviour import ArmError, Body
from local.plane.store import Store

# Azure's code for "something still uses it", by type. Types that aren't here can be deleted while others name them.
IN_USE: dict[str, tuple[int, str]] = {
    "microsoft.network/virtualnetworks": (400, "InUseSubnetCannotBeDeleted"),
    "microsoft.network/virtualnetworks/subnets": (400, "InUseSubnetCannotBeDeleted"),
    "microsoft.network/networksecuritygroups": (400, "InUseNetworkSecurityGroupCannotBeDeleted"),
    "microsoft.network/routetables": (400, "InUseRouteTableCannotBeDeleted"),
    "microsoft.network/publicipaddresses": (400, "PublicIPAddressCannotBeDeleted"),
    "microsoft.network/natgateways": (400, "NatGatewayInUse"),
    "microsoft.web/serverfarms": (409, "Conflict"),
    "microsoft.dataprotection/backupvaults/backuppolicies": (400, "UserErrorPolicyInUse"),
    "microsoft.cdn/profiles/origingroups": (409, "Conflict"),
}
# Types whose own nested resources hold them: Azure wants those deleted first.
HELD_BY_CHILDREN: dict[str, tuple[int, str]] = {
    "microsoft.network/privatednszones": (409, "CannotDeleteResource"),
    "microsoft.dataprotection/backupvaults": (400, "ResourceDeletionNotAllowed"),
}
HOLDING = ("virtualnetworklinks", "backupinstances")
# Mentions that don't hold what they mention: the subject of an alert, a diagnostic setting, a DNS link, a lock.
WEAK = ("microsoft.insights/", "microsoft.authorization/", "microsoft.network/privatednszones/", "/flowlogs/")


def mentioned(body: Body) -> set[str]:
    """Every resource id in a body's properties, identity and so on, besides its own."""
    own = body["id"].lower()
    return {value.lower() for value in _strings({**body, "id": None}) if _is_id(value) and value.lower() != own}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _is_id(value: str) -> bool:
    return value.startswith("/subscriptions/") and "/providers/" in value.lower()


def check_unused(store: Store, resource: Body) -> None:
    """ArmError where Azure refuses to delete what others still use."""
    kind = resource["type"].lower()
    if held := HELD_BY_CHILDREN.get(kind):
        inside = [one for one in store.list(parent=resource["id"]) if one["type"].lower().endswith(HOLDING)]
        if inside:
            text = f"Can not delete resource before nested resources are deleted: '{inside[0]['id']}'."
            raise ArmError(*held, text)
    if rule := IN_USE.get(kind):
        users = [user for user in store.users(resource["id"]) if not any(weak in user for weak in WEAK)]
        if users:
            status, code = rule
            name = resource["name"]
            text = f"{resource['type'].rsplit('/', 1)[-1]} {name} is in use by {users[0]} and cannot be deleted."
            raise ArmError(status, code, text)


def deletion_order(store: Store, resources: list[Body]) -> list[Body]:
    """Users before what they use, children before parents; of equals the youngest first."""
    by_id = {body["id"].lower(): body for body in resources}
    age = {key: position for position, key in enumerate(by_id)}
    ordered: list[Body] = []
    seen: set[str] = set()

    def visit(key: str) -> None:
        stack = [(key, iter(_before(store, key, by_id, age)))]
        seen.add(key)
        while stack:
            current, waiting = stack[-1]
            following = next((one for one in waiting if one not in seen), None)
            if following is None:
                ordered.append(by_id[current])
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(_before(store, following, by_id, age))))

    for key in sorted(by_id, key=lambda one: -age[one]):
        if key not in seen:
            visit(key)
    return ordered


def _before(store: Store, key: str, by_id: dict[str, Body], age: dict[str, int]) -> list[str]:
    """Who must go before `key`: its users and everything inside it."""
    inside = [one for one in by_id if one.startswith(key + "/")]
    users = [one for one in store.users(key) if one in by_id and not key.startswith(one + "/")]
    return sorted({*inside, *users}, key=lambda one: -age[one])
