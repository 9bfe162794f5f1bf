"""Privileged roles: who is eligible, by request; and the rules of activation, there at every scope from the start.

A role is activated by people, in Azure's portal or by its API; here nobody activates.
"""

from __future__ import annotations

import uuid

from local.plane.behaviour import ArmError, Behaviour, Body, Call
from local.plane.messages import Answer, Ask
from local.plane.rbac import BUILT_IN
from local.plane.reads import page

PROVIDER = "Microsoft.Authorization"
LISTS = ("roleEligibilitySchedules", "roleEligibilityScheduleInstances")
SETTLED = {"AdminAssign": "Provisioned", "AdminRemove": "Revoked"}


class EligibilityRequests(Behaviour):
    type = f"{PROVIDER}/roleEligibilityScheduleRequests"

    def __post_init__(self) -> None:
        for name in LISTS:
            self.routes["GET", f"/subscriptions/{{subscription}}/providers/{PROVIDER}/{name}"] = self._list

    def validate(self, call: Call) -> None:
        kind = str(call.properties.get("requestType"))
        if kind not in SETTLED:
            text = f"The request type '{kind}' is not supported here; supported are {' and '.join(SETTLED)}."
            raise ArmError(400, "InvalidRequestType", text)
        role = str(call.properties.get("roleDefinitionId", ""))
        if self.plane.access.role(role) is None:
            text = f"The specified role definition with ID '{role.rsplit('/', 1)[-1]}' does not exist."
            raise ArmError(400, "RoleDefinitionDoesNotExist", text)
        standing = [one for one in self._standing(call.id, call.properties) if one["id"].lower() != call.id.lower()]
        if kind == "AdminAssign" and standing:
            raise ArmError(400, "RoleAssignmentExists", "The Role assignment already exists.")
        if kind == "AdminRemove" and not standing and call.before is None:
            raise ArmError(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.")

    def outputs(self, call: Call) -> Body:
        return {
            "scope": _scope(call.id),
            "status": SETTLED[call.properties["requestType"]],
            "requestorId": call.principal,
            "targetRoleEligibilityScheduleId": call.body["name"],
        }

    def put(self, call: Call) -> Body:
        """A removal takes away what was assigned: the request of it isn't kept here as Azure keeps it."""
        if call.properties["requestType"] == "AdminRemove":
            for one in self._standing(call.id, call.properties):
                self.plane.store.remove(one["id"])
        return {}

    def _standing(self, request_id: str, wanted: Body) -> list[Body]:
        """The assignments in force at that scope, of that role, for that principal."""
        return [
            one
            for one in self.plane.store.list(type=self.type)
            if one["properties"]["requestType"] == "AdminAssign"
            and _scope(one["id"]).lower() == _scope(request_id).lower()
            and all(
                _last(one["properties"][name]) == _last(wanted.get(name))
                for name in ("principalId", "roleDefinitionId")
            )
        ]

    def _list(self, ask: Ask, names: dict[str, str]) -> Answer:
        """Who is eligible, for the review of access; all of the subscription, scopes below it included."""
        kind = ask.path.rstrip("/").rpartition("/")[2]
        found = []
        for one in self.plane.store.list(type=self.type):
            if one["properties"]["requestType"] == "AdminAssign":
                held = {name: one["properties"].get(name) for name in ("scope", "principalId", "roleDefinitionId")}
                where = f"{_scope(one['id'])}/providers/{PROVIDER}/{kind}/{one['name']}"
                properties = held | {"memberType": "Direct", "status": one["properties"]["status"]}
                found.append({"id": where, "name": one["name"], "type": f"{PROVIDER}/{kind}", "properties": properties})
        return page(ask, found)


class Policies(Behaviour):
    """The rules of a role at a scope. They are there from the start, and can only be changed."""

    type = f"{PROVIDER}/roleManagementPolicies"

    def unstored(self, parent: str) -> list[Body]:
        return [
            _body(parent, self.type, policy_name(parent, role), {"scope": parent, "rules": []}) for role in BUILT_IN
        ]


class PolicyAssignments(Behaviour):
    """Which policy holds for which role at a scope: the way to a policy's name, which Azure makes up."""

    type = f"{PROVIDER}/roleManagementPolicyAssignments"

    def unstored(self, parent: str) -> list[Body]:
        found = []
        for role in BUILT_IN:
            policy = policy_name(parent, role)
            properties = {
                "scope": parent,
                "roleDefinitionId": f"{parent}/providers/{PROVIDER}/roleDefinitions/{role}",
                "policyId": f"{parent}/providers/{Policies.type}/{policy}",
            }
            found.append(_body(parent, self.type, f"{policy}_{role}", properties))
        return found


def policy_name(scope: str, role: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{scope}/{role}".lower()))


def _body(scope: str, type: str, name: str, properties: Body) -> Body:
    return {"id": f"{scope}/providers/{type}/{name}", "name": name, "type": type, "properties": properties}


def _scope(request_id: str) -> str:
    return request_id.rsplit("/providers/", 1)[0]


def _last(value: object) -> str:
    return str(value or "").lower().rstrip("/").rsplit("/", 1)[-1]
