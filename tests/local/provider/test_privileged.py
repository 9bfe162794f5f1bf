"""Eligibility for a privileged role: asked for, replaced, ended by a request; the rules of its activation, patched."""

import json

import pytest

from local.plane.rbac import BUILT_IN
from tests.local.provider.workbench import Workbench

pytestmark = pytest.mark.local

ROLE = next(guid for guid, role in BUILT_IN.items() if role.name == "Contributor")
API = "2020-10-01"
PROGRAM = """
scope = "/subscriptions/{subscription}"
role = scope + "/providers/Microsoft.Authorization/roleDefinitions/{role}"
authorization.PimRoleEligibilitySchedule("engineers", scope=scope, principal_id="{principal}", role_definition_id=role,
    justification="{why}",
    schedule_info=authorization.RoleEligibilityScheduleRequestPropertiesScheduleInfoArgs(
        start_date_time="2026-11-01T00:00:00Z",
        expiration=authorization.RoleEligibilityScheduleRequestPropertiesExpirationArgs(type="NoExpiration")))
authorization.RoleManagementPolicy("rules", scope=scope, role_management_policy_name="{policy}", rules=[
    authorization.RoleManagementPolicyExpirationRuleArgs(
        id="Expiration_EndUser_Assignment", rule_type="RoleManagementPolicyExpirationRule",
        is_expiration_required=True, maximum_duration="PT4H")])
"""


def test_an_eligibility_is_asked_for_and_ended(bench: Workbench) -> None:
    subscription = bench.plane.connection.subscription
    provider = f"/subscriptions/{subscription}/providers/Microsoft.Authorization"
    listed = bench.plane.arm.get(f"{provider}/roleManagementPolicyAssignments", API)
    assert listed
    policy = next(
        one["properties"]["policyId"].rpartition("/")[2]
        for one in listed["value"]
        if one["properties"]["roleDefinitionId"].endswith(ROLE)
    )

    def program(principal: str, why: str = "on call") -> Workbench:
        filled = {"subscription": subscription, "role": ROLE, "policy": policy, "principal": principal, "why": why}
        text = PROGRAM
        for name, value in filled.items():
            text = text.replace(f"{{{name}}}", value)
        return bench.program(text)

    def eligible() -> list[str]:
        found = bench.plane.arm.get(f"{provider}/roleEligibilitySchedules", API)
        assert found
        return [one["properties"]["principalId"] for one in found["value"]]

    first, second = ("00000000-0000-4000-8000-00000000000" + digit for digit in "12")
    program(first).up()
    bench.preview("--expect-no-changes")
    bench.refresh("--expect-no-changes")
    assert eligible() == [first]
    rules = bench.plane.arm.get(f"{provider}/roleManagementPolicies/{policy}", API)
    assert rules
    assert rules["properties"]["rules"][0]["maximumDuration"] == "PT4H"
    assert "1 replaced" in program(second).up()
    assert eligible() == [second]
    state = json.loads(bench.export())["deployment"]["resources"]
    assert any(each["type"].endswith("PimRoleEligibilitySchedule") for each in state)
    bench.destroy()
    assert eligible() == []
