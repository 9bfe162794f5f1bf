"""Policy definitions, initiatives, assignments: what Azure refuses when they are put. `local/plane/policy.py` enforces.

Source: Microsoft.Authorization policy resources, REST reference and error codes.
"""

from __future__ import annotations

from typing import ClassVar

from local.plane.behaviour import ArmError, Behaviour, Body, Call
from local.plane.policy import ASSIGNMENTS, DEFINITIONS, SETS, defaults, scope_of, values
from local.plane.policy_language import PolicyRuleError, parameters_of, validate

EFFECTS = (
    *(
        "addToNetworkGroup",
        "append",
        "audit",
        "auditIfNotExists",
        "deny",
        "denyAction",
        "deployIfNotExists",
        "disabled",
    ),
    *("manual", "modify", "mutate"),
)


class _Definition(Behaviour):
    """What definitions and initiatives share: they can't go while something refers to them."""

    users: ClassVar[tuple[str, ...]]

    def validate_delete(self, resource: Body) -> None:
        for user in (body for type in self.users for body in self.plane.store.list(type=type)):
            named = [user["properties"].get("policyDefinitionId")]
            named += [one.get("policyDefinitionId") for one in user["properties"].get("policyDefinitions") or []]
            if resource["id"].lower() in {str(one).lower() for one in named}:
                text = (
                    f"The policy definition '{resource['name']}' is referenced by '{user['id']}' and can't be deleted."
                )
                raise ArmError(409, "PolicyDefinitionInUse", text)

    def found(self, policy_id: object, where: str) -> Body | None:
        """The definition with that id; None for one of Azure's own, which this plane doesn't have."""
        if str(policy_id).lower().startswith("/providers/microsoft.authorization/"):
            return None
        if (body := self.plane.store.get(str(policy_id))) is None:
            raise ArmError(
                404, "PolicyDefinitionNotFound", f"The policy definition '{policy_id}' of {where} could not be found."
            )
        return body

    def check_parameters(self, target: Body, given: Body, where: str) -> None:
        declared = target["properties"].get("parameters") or {}
        for name, value in given.items():
            if name not in declared:
                text = f"The policy {where} has the parameter '{name}', which '{target['name']}' doesn't define."
                raise ArmError(400, "UndefinedPolicyParameter", text)
            allowed = declared[name].get("allowedValues")
            if (
                allowed
                and str(value).lower() not in {str(one).lower() for one in allowed}
                and "[" not in str(value)[:1]
            ):
                text = (
                    f"The value '{value}' is not allowed for policy parameter '{name}' in policy definition "
                    f"'{target['name']}'. The allowed values are '{', '.join(map(str, allowed))}'."
                )
                raise ArmError(400, "PolicyParameterValueNotAllowed", text)
        if missing := sorted(declared.keys() - given.keys() - defaults(target).keys()):
            text = f"The policy {where} is missing the parameter(s) '{','.join(missing)}' of '{target['name']}'."
            raise ArmError(400, "MissingPolicyParameter", text)


class PolicyDefinitions(_Definition):
    type = DEFINITIONS
    users = (SETS, ASSIGNMENTS)

    def validate(self, call: Call) -> None:
        rule = call.properties.get("policyRule")
        try:
            if not isinstance(rule, dict) or not {"if", "then"} <= rule.keys():
                raise PolicyRuleError("policyRule must have if and then")
            effect = str((rule["then"] or {}).get("effect", ""))
            if not effect.startswith("[") and effect.lower() not in {one.lower() for one in EFFECTS}:
                raise PolicyRuleError(f"then.effect {effect!r} is none of {', '.join(EFFECTS)}")
            validate(rule["if"])
        except PolicyRuleError as error:
            raise ArmError(400, "InvalidPolicyRule", f"Failed to parse policy rule: '{error}'.") from None
        if unknown := sorted(parameters_of(rule) - (call.properties.get("parameters") or {}).keys()):
            text = f"The policy rule refers to the parameter(s) '{','.join(unknown)}', which aren't defined."
            raise ArmError(400, "InvalidPolicyParameters", text)


class PolicySets(_Definition):
    type = SETS
    users = (ASSIGNMENTS,)

    def validate(self, call: Call) -> None:
        references: set[str] = set()
        for one in call.properties.get("policyDefinitions") or []:
            reference = str(one.get("policyDefinitionReferenceId") or one.get("policyDefinitionId")).lower()
            if reference in references:
                text = f"The policy definition reference id '{reference}' is used more than once."
                raise ArmError(400, "PolicyDefinitionReferenceIdDuplicated", text)
            references.add(reference)
            if target := self.found(one.get("policyDefinitionId"), f"the set '{call.body['name']}'"):
                self.check_parameters(target, values(one.get("parameters")), f"set '{call.body['name']}'")


class PolicyAssignments(_Definition):
    type = ASSIGNMENTS
    users = ()

    def validate(self, call: Call) -> None:
        where = f"assignment '{call.body['name']}'"
        if target := self.found(call.properties.get("policyDefinitionId"), f"the {where}"):
            self.check_parameters(target, values(call.properties.get("parameters")), where)

    def outputs(self, call: Call) -> Body:
        return {"scope": scope_of({"id": call.id})}
