"""Managed identities in a resource's envelope: principals made for it, ids filled in as Azure does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.plane.behaviour import ArmError, Body

if TYPE_CHECKING:
    from local.plane.plane import Plane


def fill(plane: Plane, body: Body) -> None:
    """Give `identity` its read-only parts, in place."""
    identity = body.get("identity")
    if not isinstance(identity, dict):
        return
    kind = str(identity.get("type", "")).lower()
    for name in ("principalId", "tenantId"):
        identity.pop(name, None)
    if "systemassigned" in kind:
        principal = plane.principals.of_resource(body["id"], body["name"])
        identity |= {"principalId": principal.object_id, "tenantId": plane.tenant}
    assigned = identity.get("userAssignedIdentities")
    if isinstance(assigned, dict):
        for identity_id in list(assigned):
            found = plane.store.get(identity_id)
            if found is None:
                text = f"The identity '{identity_id}' was not found."
                raise ArmError(400, "FailedIdentityOperation", text)
            known = found.get("properties", {})
            assigned[identity_id] = {"principalId": known.get("principalId"), "clientId": known.get("clientId")}
