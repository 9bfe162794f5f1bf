"""Who hears of alerts, what looks at logs, who is kept for emergencies: a mistake ends in one sentence."""

from typing import Any

import pytest

from controls.countries import MEMBER_STATES
from stacks.settings import Settings, SettingsError, validate

EMERGENCY = "00000000-0000-4000-8000-0000000000b1"
GOOD: dict[str, Any] = {
    "owner": "platform",
    "primary": "northeurope",
    "regions": {"northeurope": {}, "westeurope": {}},
    "alerts": {"emails": ["on-call@example.com"]},
    "access": {"break_glass": [EMERGENCY]},
}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"alerts": None}, "alerts is missing; a value is required."),
        ({"alerts": {"emails": []}}, "alerts.emails [] is not allowed; allowed is 1 entries or more."),
        ({"alerts": {"emails": ["me"]}}, "alerts.emails.0: 'me' is not allowed; allowed are mail addresses."),
        (
            {"alerts": {"emails": ["a@example.com"], "webhook": "http://example.com"}},
            "alerts.webhook: 'http://example.com' is not allowed; allowed are https URLs.",
        ),
        ({"access": None}, "access is missing; a value is required."),
        ({"access": {"break_glass": []}}, "access.break_glass [] is not allowed; allowed is 1 entries or more."),
        (
            {"access": {"break_glass": ["root"]}},
            "access.break_glass.0: 'root' is not allowed; allowed is an object id: a GUID in lower case.",
        ),
        ({"defender": {"enabled": "perhaps"}}, "defender.enabled 'perhaps' is not allowed; allowed is true or false."),
        ({"defender": {"scan_gb": -5}}, "defender.scan_gb -5 is not allowed; allowed is -1 or more."),
        (
            {"defender": {"scan_gb": 5}},
            "defender.scan_gb: 5 is not allowed; allowed are 10 to 1000000, or -1 for no limit.",
        ),
        (
            {"sentinel": {"countries": ["Germany"]}},
            "sentinel.countries.0: 'Germany' is not allowed; allowed are ISO 3166 codes of two capitals, such as DE.",
        ),
        (
            {"logs": {"archive_days": 400}},
            "logs.archive_days: 400 is not allowed; allowed are 365, 730, 1095, 1460, 1826, 2191, 2556, 2922, 3288, "
            "3653, 4018, 4383.",
        ),
        (
            {"logs": {"days": 730}},
            "logs: archive_days 365 is less than days 730; allowed is as long or longer.",
        ),
    ],
)
def test_refusal(change: dict[str, Any], sentence: str) -> None:
    values = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    with pytest.raises(SettingsError) as refused:
        validate(values, "here")
    assert str(refused.value) == f"here: {sentence}"


def test_the_defaults_watch() -> None:
    settings = Settings.model_validate(GOOD)
    assert settings.defender.enabled
    assert settings.sentinel.enabled
    assert set(settings.sentinel.countries) == set(MEMBER_STATES)
    assert settings.logs.archive_days >= 365
