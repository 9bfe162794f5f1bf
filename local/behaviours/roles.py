"""Role assignments and custom roles: what Azure checks, and what it adds."""

from __future__ import annotations

from local.plane.behaviour import ArmError, Behaviour, Body, Call
from local.plane.rbac import ASSIGNMENTS, DEFINITIONS
from local.plane.store import now

FIXED = ("roleDefinitionId", "principalId", "principalType")


class RoleAssignments(Behaviour):
    type = ASSIGNMENTS

    def validate(self, call: Call) -> None:
        properties = call.properties
        role = str(properties.get("roleDefinitionId", ""))
        if self.plane.access.role(role) is None:
            text = f"The specified role definition with ID '{role.rsplit('/', 1)[-1]}' does not exist."
            raise ArmError(400, "RoleDefinitionDoesNotExist", text)
        principal = str(properties.get("principalId", "")).lower()
        if not properties.get("principalType") and self.plane.principals.by_object(principal) is None:
            text = f"Principal {principal} does not exist in the directory {self.plane.tenant}."
            raise ArmError(400, "PrincipalNotFound", text)
        before = (call.before or {}).get("properties")
        if before is not None:
            if any(_same(properties.get(name)) != _same(before.get(name)) for name in FIXED if properties.get(name)):
                text = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated."
                raise ArmError(400, "RoleAssignmentUpdateNotPermitted", text)
            return
        scope = _scope(call.id)
        for other in self.plane.store.list(type=ASSIGNMENTS):
            held = other["properties"]
            same_role = _same(held["roleDefinitionId"]).rsplit("/", 1)[-1] == _same(role).rsplit("/", 1)[-1]
            if same_role and _same(held["principalId"]) == principal and _same(held["scope"]) == scope.lower():
                text = (
                    f"The role assignment already exists. The ID of the conflicting role assignment is {other['name']}."
                )
                raise ArmError(409, "RoleAssignmentExists", text)

    def outputs(self, call: Call) -> Body:
        found = self.plane.principals.by_object(str(call.properties.get("principalId", "")))
        before = (call.before or {}).get("properties", {})
        at = now()
        return {
            "scope": _scope(call.id),
            "principalType": call.properties.get("principalType") or ("ServicePrincipal" if found else "Unknown"),
            "createdOn": before.get("createdOn", at),
            "updatedOn": at,
            "createdBy": before.get("createdBy", call.principal),
            "updatedBy": call.principal,
        }


class RoleDefinitions(Behaviour):
    type = DEFINITIONS

    def validate(self, call: Call) -> None:
        if not call.properties.get("roleName"):
            raise ArmError(400, "RoleDefinitionNameNullOrEmpty", "The role definition has no name.")
        for other in self.plane.store.list(type=DEFINITIONS):
            same = _same(other["properties"].get("roleName")) == _same(call.properties["roleName"])
            if same and other["name"].lower() != call.body["name"].lower():
                text = f"Another custom role with the name '{call.properties['roleName']}' exists in this tenant."
                raise ArmError(409, "RoleDefinitionWithSameNameExists", text)

    def outputs(self, call: Call) -> Body:
        return {"type": "CustomRole"}

    def validate_delete(self, resource: Body) -> None:
        used = [
            one
            for one in self.plane.store.list(type=ASSIGNMENTS)
            if _same(one["properties"]["roleDefinitionId"]).endswith("/" + resource["name"].lower())
        ]
        if used:
            text = "There are existing role assignments referencing role."
            raise ArmError(400, "RoleDefinitionHasAssignments", text)


def _scope(assignment_id: str) -> str:
    return assignment_id.rsplit("/providers/", 1)[0] or "/"


def _same(value: object) -> str:
    return str(value or "").lower().rstrip("/")
