"""Stored resources as they are named and answered."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from local.plane import checks, embedded
from local.plane.behaviour import Body
from local.plane.ids import GROUP_TYPE, ArmId, parse_resource
from local.plane.store import now

if TYPE_CHECKING:
    from local.plane.plane import Plane
    from local.types.table import ResourceType

# Types whose answers carry no provisioning state; the rest do, or ignore one more read-only property.
STATELESS = (
    "microsoft.authorization/",
    "microsoft.insights/",
    "microsoft.dbforpostgresql/",
    "microsoft.keyvault/vaults/",
)


def canonical_id(plane: Plane, parsed: ArmId, kind: ResourceType) -> str:
    """The id as Azure stores it: the parents' casing as first seen, the type's own, the name as given."""
    if parsed.type.lower() == GROUP_TYPE.lower():
        return f"/subscriptions/{plane.subscription}/resourceGroups/{parsed.name}"
    if len(parsed.names) > 1:
        parent = parse_resource(parsed.parent)
        stored = plane.store.get(parsed.parent)
        outer_kind = plane.catalogue.of(parent)
        outer = stored["id"] if stored else canonical_id(plane, parent, outer_kind) if outer_kind else parsed.parent
        return f"{outer}/{kind.arm.rsplit('/', 1)[-1]}/{parsed.name}"
    scope = parsed.scope
    if (stored := plane.store.get(scope) if scope else None) is not None:
        scope = stored["id"]
    elif parsed.subscription and not parsed.group:
        scope = f"/subscriptions/{plane.subscription}"
    return f"{scope}/providers/{kind.arm}/{parsed.name}"


def load(plane: Plane, parsed: ArmId, kind: ResourceType) -> Body | None:
    """What is stored, or the default of one that exists with its parent."""
    if (stored := plane.store.get(parsed.path)) is not None:
        return stored
    if checks.is_singleton(kind, parsed) and checks.has(plane, parsed.parent):
        fixed = kind.parameters[-1].fixed or parsed.name
        path = canonical_id(plane, parsed, kind).rsplit("/", 1)[0] + f"/{fixed}"
        return {"id": path, "name": fixed, "type": kind.arm, "properties": {}}
    return next(
        (one for one in unstored(plane, kind, parsed.parent) if one["name"].lower() == parsed.name.lower()), None
    )


def unstored(plane: Plane, kind: ResourceType, parent: str) -> list[Body]:
    """What the type's behaviour says is inside a parent without having been put."""
    behaviour = plane.behaviour(kind.arm)
    if behaviour and parent.lower() == f"/subscriptions/{plane.subscription}":
        return behaviour.unstored(parent)
    outer = plane.store.get(parent) if behaviour else None
    return behaviour.unstored(outer["id"]) if behaviour and outer else []


def shown(plane: Plane, body: Body) -> Body:
    """The answer to a GET."""
    kind = plane.catalogue.of(parse_resource(body["id"]))
    return embedded.show(plane.store, kind, body) if kind else body


def state(kind: ResourceType) -> bool:
    """Whether answers of this type say how far provisioning is."""
    return not kind.arm.lower().startswith(STATELESS)


def stamp(body: Body, before: Body | None, principal: str) -> None:
    """`systemData`, and a new `etag` where the type shows one; in place."""
    at = now()
    old = (before or {}).get("systemData") or {}
    body["systemData"] = {
        "createdBy": old.get("createdBy", principal),
        "createdByType": "Application",
        "createdAt": old.get("createdAt", at),
        "lastModifiedBy": principal,
        "lastModifiedByType": "Application",
        "lastModifiedAt": at,
    }
    if body["type"].lower().startswith("microsoft.network/"):
        body["etag"] = f'W/"{uuid.uuid4()}"'
