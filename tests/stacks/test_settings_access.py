"""Who may do what, who hears of alerts and what looks at logs is set within limits; a mistake ends in one sentence."""

from typing import Any

import pytest

from controls.countries import MEMBER_STATES
from stacks.settings import Settings, SettingsError, validate

EMERGENCY, GROUP, OTHERS = (f"00000000-0000-4000-8000-0000000000{each}" for each in ("b1", "c1", "c9"))
GOOD: dict[str, Any] = {
    "owner": "platform",
    "primary": "northeurope",
    "regions": {"northeurope": {}, "westeurope": {}},
    "alerts": {"emails": ["on-call@example.com"]},
    "access": {"break_glass": [EMERGENCY]},
}
ELIGIBLE = {"group": GROUP, "role": "reader", "approvers": OTHERS}
ROLES = (
    "backup-contributor, contributor, key-vault-administrator, log-analytics-reader, monitoring-reader, "
    "network-contributor, reader, security-reader, sentinel-responder, storage-blob-data-reader, website-contributor"
)


def eligible(**change: object) -> dict[str, Any]:
    return {"access": {"break_glass": [EMERGENCY], "eligible": {"engineers": {**ELIGIBLE, **change}}}}


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
        (
            eligible(role="owner"),
            "access.eligible.engineers.role: 'owner' is not allowed; nobody is Owner, not even for hours. "
            f"Allowed are {ROLES}.",
        ),
        (eligible(role="king"), f"access.eligible.engineers.role: 'king' is not allowed; allowed are {ROLES}."),
        (eligible(hours=24), "access.eligible.engineers.hours 24 is not allowed; allowed is 8 or less."),
        (
            eligible(approvers=GROUP),
            f"access.eligible.engineers: approvers {GROUP!r} is the group itself; allowed is another group.",
        ),
        (
            {"access": {"break_glass": [EMERGENCY], "eligible": {"On Call": ELIGIBLE}}},
            "access: eligible 'On Call' is not allowed; allowed are names of 2 to 31 lower-case letters, digits and "
            "hyphens.",
        ),
        (
            {"access": {"break_glass": [EMERGENCY], "eligible": {"one": ELIGIBLE, "two": {**ELIGIBLE, "hours": 8}}}},
            "access: eligible.two.role 'reader' has other hours or approvers than before; allowed are the same, for a "
            "role has one set of rules.",
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
    assert settings.access.eligible == {}
