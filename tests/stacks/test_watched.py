"""In the estate of this machine, everything that keeps logs sends them, and everybody who matters hears of it."""

from typing import Any

import pytest

from components.alerts import alerts
from components.analytics import analytics
from controls.diagnosable import DIAGNOSABLE
from tests.components.recording import SUBSCRIPTION, Recorder
from tests.stacks.test_environment import CLONE, bring_up, load_file


@pytest.fixture(scope="module")
def asked() -> Recorder:
    return bring_up(load_file(CLONE / "Pulumi.local.yaml"))[0]


def test_whatever_keeps_logs_has_a_setting_and_one_only(asked: Recorder) -> None:
    targets: list[str] = [each.inputs["resourceUri"] for each in asked.of("monitor:DiagnosticSetting")]
    assert len(targets) == len(set(targets))
    missing = []
    for each in asked.resources:
        if logs := DIAGNOSABLE.get(each.type):
            own = f"{SUBSCRIPTION}/{each.type}/{each.name}"
            wanted = [own] if logs.itself else []
            missing += [one for one in (*wanted, *(f"{own}/{part}" for part in logs.below)) if one not in targets]
    assert missing == []


def test_logs_stay_in_the_region_that_they_are_of(asked: Recorder) -> None:
    for each in asked.of("monitor:DiagnosticSetting"):
        target, workspace = each.inputs["resourceUri"], each.inputs["workspaceId"]
        code = next((code for code in ("-ne-", "-we-") if code in f"{target.rpartition('/')[2]}-"), None)
        if code and "replica" not in target:
            assert code in f"{workspace}-", each.name


def test_each_alert_and_rule_is_deployed(asked: Recorder) -> None:
    made = {each.name for kind in ("MetricAlert", "ScheduledQueryRule") for each in asked.of(f"monitor:{kind}")}
    assert {name for name in alerts() if not any(one.endswith(f"-{name}") for one in made)} == set()
    rules = {each.name for each in asked.of("securityinsights:ScheduledAlertRule")}
    assert {name for name in analytics() if not any(one.endswith(f"-{name}") for one in rules)} == set()


def test_nobody_holds_a_broad_role(asked: Recorder) -> None:
    broad = ("8e3af657", "b24988ac", "18d7d88d", "f58310d9")  # Owner, Contributor, the two that hand out roles
    held: list[Any] = [
        each.inputs["roleDefinitionId"].rpartition("/")[2] for each in asked.of("authorization:RoleAssignment")
    ]
    assert held
    assert not [role for role in held if role.startswith(broad)]


def test_turned_off_is_off(asked: Recorder) -> None:
    settings = load_file(CLONE / "Pulumi.local.yaml").model_dump(mode="json")
    off = type(load_file(CLONE / "Pulumi.local.yaml")).model_validate(
        settings | {"defender": {"enabled": False}, "sentinel": {"enabled": False}}
    )
    without = bring_up(off)[0]
    assert asked.of("security:Pricing")
    assert not without.of("security:Pricing")
    assert not without.of("securityinsights:ScheduledAlertRule")
    assert without.of("monitor:MetricAlert")
