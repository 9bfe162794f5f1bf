"""Children that are also shown, and can be sent, inside their parent: a network's subnets, a group's rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.plane.behaviour import ArmError, Body
from local.plane.store import Store

if TYPE_CHECKING:
    from local.types.table import ResourceType


def _lists(kind: ResourceType) -> dict[str, str]:
    """Property of the parent -> ARM type of the children that it shows."""
    return {path.removeprefix("properties/"): child for path, child in kind.embedded.items()}


def take(kind: ResourceType, body: Body) -> dict[str, list[Body]]:
    """Remove the embedded lists from a parent's body; a list that wasn't sent leaves the children as they are.

    Azure does so for subnets since 2024; an empty list removes them all.
    """
    properties = body.get("properties") or {}
    taken = {}
    for name in _lists(kind):
        value = properties.pop(name, None)
        if value is None:
            continue
        if not isinstance(value, list) or not all(isinstance(one, dict) and one.get("name") for one in value):
            text = f"Value for reference id is missing: each of properties.{name} needs a name."
            raise ArmError(400, "InvalidRequestFormat", text)
        taken[name] = value
    return taken


def show(store: Store, kind: ResourceType, body: Body) -> Body:
    """The parent as it is answered, with its children inside."""
    lists = _lists(kind)
    if not lists:
        return body
    inside = {name: store.list(type=child, parent=body["id"]) for name, child in lists.items()}
    return body | {"properties": (body.get("properties") or {}) | inside}


def children(kind: ResourceType, parent: str, taken: dict[str, list[Body]]) -> list[tuple[str, Body]]:
    """(id, body) of each child that was sent inside its parent."""
    lists = _lists(kind)
    return [
        (f"{parent}/{lists[name].rsplit('/', 1)[-1]}/{one['name']}", {"properties": one.get("properties") or {}})
        for name, sent in taken.items()
        for one in sent
    ]


def dropped(store: Store, kind: ResourceType, parent: str, taken: dict[str, list[Body]]) -> list[Body]:
    """The stored children that a sent list no longer has."""
    lists = _lists(kind)
    gone = []
    for name, sent in taken.items():
        kept = {one["name"].lower() for one in sent}
        gone += [one for one in store.list(type=lists[name], parent=parent) if one["name"].lower() not in kept]
    return gone
