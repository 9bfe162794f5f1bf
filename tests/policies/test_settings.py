"""Settings are checked against their rule before they count; a wrong one changes nothing."""

import pytest

from policies.engine.discovery import rule, rules
from policies.engine.evaluator import Evaluator
from policies.engine.resource import Resource
from policies.engine.settings import Level, SettingError

LOGS = "log_workspaces_keep_90_days"
WORKSPACE = Resource("urn", "azure-native:operationalinsights:Workspace", "logs", {"retentionInDays": 120})


def test_a_setting_changes_what_the_rule_finds() -> None:
    evaluator = Evaluator([rule(LOGS)])
    assert evaluator.resource(WORKSPACE) == []
    evaluator.configure({LOGS: (Level.ADVISORY, {"days": 365.0})})  # numbers come as floats over gRPC
    (verdict,) = evaluator.resource(WORKSPACE)
    assert "365 days or more" in verdict.message
    assert verdict.level is Level.ADVISORY


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        (LOGS, {"days": 30}, "is 30; it must be at least 90"),
        (LOGS, {"days": "90"}, "is '90'; it must be a whole number"),
        (LOGS, {"months": 3}, "has no setting 'months'; it has: days"),
        ("resources_are_tagged", {"tags": []}, "must be a list that isn't empty"),
        ("log_workspaces_keep_91_days", {}, f"did you mean {LOGS}?"),
    ],
)
def test_a_wrong_one_is_refused_in_one_sentence(name: str, given: dict[str, object], said: str) -> None:
    evaluator = Evaluator(rules())
    with pytest.raises(SettingError) as refused:
        evaluator.configure({name: (Level.DISABLED, given)})
    assert said in str(refused.value)
    assert evaluator.resource(Resource("urn", WORKSPACE.type, "logs", {"retentionInDays": 30})), "a level was changed"


def test_defaults_keep_their_own_minimum() -> None:
    for each in rules():
        for name, setting in each.settings.items():
            if setting.minimum is not None:
                assert setting.default >= setting.minimum, f"{each.name}.{name}"
            assert setting.schema["type"] in ("integer", "array", "string")
