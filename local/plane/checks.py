"""What Azure Resource Manager checks before a write: parents, names, location, the body, what can't be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from local.plane import locks, naming
from local.plane.behaviour import ArmError, Body
from local.plane.ids import GROUP_TYPE, ArmId, parse_resource
from local.plane.regions import check_location
from local.types.validation import MISSING, NOT_ALLOWED, UNKNOWN_TO_NEWER_API

if TYPE_CHECKING:
    from local.plane.plane import Plane
    from local.types.table import ResourceType

# Providers word these differently; the most usual codes stand for all. Unknown names and wrong types don't parse.
CODES = {NOT_ALLOWED: "InvalidParameterValue", MISSING: "MissingRequiredProperty"}


def subscription(plane: Plane, subscription_id: str) -> None:
    if subscription_id and subscription_id.lower() != plane.subscription:
        text = f"The subscription '{subscription_id}' could not be found."
        raise ArmError(404, "SubscriptionNotFound", text)


def parents(plane: Plane, parsed: ArmId) -> None:
    """The subscription, the group, the outer resource and an extension's scope exist; no group above is going away."""
    subscription(plane, parsed.subscription)
    if parsed.group and parsed.type != GROUP_TYPE:
        group = plane.store.get(f"/subscriptions/{parsed.subscription}/resourceGroups/{parsed.group}")
        if group is None:
            raise ArmError(404, "ResourceGroupNotFound", f"Resource group '{parsed.group}' could not be found.")
    if len(parsed.names) > 1:
        if not has(plane, parsed.parent):
            raise parent_missing(parsed)
    elif parsed.is_extension and not has(plane, parsed.scope):
        raise missing(parse_resource(parsed.scope))


def has(plane: Plane, resource_id: str) -> bool:
    """Stored, or one of those that exist as soon as their parent does (`blobServices/default`)."""
    if plane.store.exists(resource_id):
        return True
    parsed = parse_resource(resource_id)
    kind = plane.catalogue.of(parsed)
    return kind is not None and is_singleton(kind, parsed) and has(plane, parsed.parent)


def is_singleton(kind: ResourceType, parsed: ArmId) -> bool:
    last = kind.parameters[-1] if kind.parameters else None
    if kind.arm.lower().endswith("/immutabilitypolicies"):
        return False  # a container has none until it is given one
    return len(parsed.names) > 1 and last is not None and (last.fixed or "").lower() == parsed.name.lower()


def parent_missing(parsed: ArmId) -> ArmError:
    outer = parse_resource(parsed.parent)
    text = (
        f"Failed to perform 'write' on resource(s) of type '{'/'.join(parsed.types)}', because the parent resource "
        f"'{outer.path}' could not be found."
    )
    return ArmError(404, "ParentResourceNotFound", text)


def missing(parsed: ArmId) -> ArmError:
    if parsed.type == GROUP_TYPE:
        return ArmError(404, "ResourceGroupNotFound", f"Resource group '{parsed.name}' could not be found.")
    kind = "/".join(f"{one}/{name}" for one, name in zip(parsed.types, parsed.names, strict=True))
    where = f" under resource group '{parsed.group}'" if parsed.group else ""
    text = f"The Resource '{parsed.namespace}/{kind}'{where} was not found. For more details please go to "
    return ArmError(404, "ResourceNotFound", text + "https://aka.ms/ARMResourceNotFoundFix")


def not_being_deleted(plane: Plane, parsed: ArmId) -> None:
    if not parsed.group or parsed.type == GROUP_TYPE:
        return
    group = f"/subscriptions/{parsed.subscription}/resourceGroups/{parsed.group}"
    if any(one.kind == "delete" for one in plane.operations.running(group)):
        text = f"The resource group '{parsed.group}' is in deprovisioning state and cannot perform this operation."
        raise ArmError(409, "ResourceGroupBeingDeleted", text)


def before_write(plane: Plane, parsed: ArmId, kind: ResourceType, body: Body, before: Body | None) -> None:
    """Everything that can be told from the request alone; `body` gets its location normalised."""
    if before is None:
        if not is_singleton(kind, parsed):
            naming.check_name(parsed, kind.arm)
        naming.check_global(plane.store, parsed, kind.arm)
    locks.check_write(plane.store, parsed.path)
    if kind.tracked or parsed.type == GROUP_TYPE:
        body["location"] = check_location(kind.arm, body.get("location") or (before or {}).get("location"))
        _same_location(parsed, body, before)
    problems = [one for one in kind.check(body) if one.code != UNKNOWN_TO_NEWER_API]
    if problems:
        text = " ".join(problem.message for problem in problems)
        raise ArmError(400, CODES.get(problems[0].code, "InvalidRequestContent"), text)


def _same_location(parsed: ArmId, body: Body, before: Body | None) -> None:
    if before is None or before.get("location") in (None, body["location"]):
        return
    if parsed.type == GROUP_TYPE:
        text = (
            f"Invalid resource group location '{body['location']}'. The Resource group already exists in location "
            f"'{before['location']}'."
        )
        raise ArmError(409, "InvalidResourceGroupLocation", text)
    text = (
        f"The resource '{parsed.name}' already exists in location '{before['location']}' in resource group "
        f"'{parsed.group}'. A resource with the same name cannot be created in location '{body['location']}'. "
        "Please select a new resource name."
    )
    raise ArmError(409, "InvalidResourceLocation", text)


def unchangeable(kind: ResourceType, before: Body, body: Body) -> None:
    """ArmError 400 where a create-only property is sent with another value than it has."""
    old, new = kind.to_inputs(before), kind.to_inputs(body)
    for path, was, wanted in _changes(old, new, ""):
        if kind.create_only(path):
            text = f"Changing property '{path}' of '{before['name']}' from {was!r} to {wanted!r} is not allowed."
            raise ArmError(400, "PropertyChangeNotAllowed", text)


def _changes(old: Any, new: Any, path: str) -> list[tuple[str, Any, Any]]:
    if isinstance(old, dict) and isinstance(new, dict):
        found = []
        for name in old.keys() & new.keys():
            found += _changes(old[name], new[name], f"{path}.{name}" if path else name)
        return found
    if isinstance(old, str) and isinstance(new, str) and old.lower() == new.lower():
        return []  # ids, regions, enums: Azure compares without case
    return [] if old == new or old is None or new is None else [(path, old, new)]
