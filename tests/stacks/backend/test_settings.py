"""A mistake in a backend's settings ends in one sentence."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from stacks.backend.settings import validate
from stacks.settings import SettingsError

FOLDER = Path(__file__).resolve().parents[3] / "stacks" / "backend"
GOOD: dict[str, Any] = {
    "owner": "platform",
    "region": "northeurope",
    "issuer": "https://token.actions.githubusercontent.com",
    "subject": "repo:example/cordon:environment:prod",
}


def given(**change: Any) -> dict[str, Any]:
    return {f"cordon-backend:{key}": value for key, value in {**GOOD, **change}.items() if value is not None}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"region": "norwayeast"},
            "region: 'norwayeast' is in Norway, which is in Europe but not in the European Union",
        ),
        ({"region": "polandcentral"}, "region: 'polandcentral' has no paired region in the EU; allowed are "),
        ({"issuer": "http://x"}, "issuer: 'http://x' is not allowed; allowed is an https URL."),
        (
            {"subject": "repo:example/cordon:pull_request"},
            "subject: 'repo:example/cordon:pull_request' is not allowed; allowed is one environment of one repository, "
            "such as repo:example/cordon:environment:prod, or one service connection.",
        ),
        ({"versions_days": 30}, "versions_days 30 is not allowed; allowed is 184 or more."),
        ({"owner": None}, "owner is missing; a value is required."),
    ],
)
def test_refusal(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        validate(given(**change), "prod")
    assert str(refused.value).startswith(f"stacks/backend/Pulumi.prod.yaml: {sentence}")


def test_the_settings_of_this_repository_hold() -> None:
    for file in FOLDER.glob("Pulumi.*.yaml"):
        validate(yaml.safe_load(file.read_text())["config"], file.name.split(".")[1])
