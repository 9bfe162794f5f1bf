"""The directory's program under mocks: its provider reaches Entra and nothing else, so nothing more can run here."""

import json
import os
import runpy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from pulumi.runtime import mocks

from stacks.directory.settings import validate
from stacks.settings import SettingsError
from tests.components.recording import Asked, Inputs, Recorder, record

FOLDER = Path(__file__).resolve().parents[3] / "stacks" / "directory"
GOOD: dict[str, Any] = yaml.safe_load((FOLDER / "Pulumi.tenant.yaml").read_text())["config"]


@dataclass
class Entra(Recorder):
    """Gives each of azuread's resources an object id."""

    entra: list[Asked] = field(default_factory=list)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, Inputs]:
        if not args.typ.startswith("azuread:"):
            return super().new_resource(args)
        self.entra.append(Asked(args.typ, args.name, args.inputs))
        return f"id-{args.name}", {**args.inputs, "objectId": f"id-{args.name}"}

    def azuread(self, kind: str) -> dict[str, Inputs]:
        return {each.name: each.inputs for each in self.entra if each.type.endswith(f":{kind}")}


def program(monkeypatch: pytest.MonkeyPatch, **change: Any) -> Entra:
    config = {**GOOD, **{f"cordon-directory:{key}": value for key, value in change.items()}}
    text = {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
    monkeypatch.setitem(os.environ, "PULUMI_CONFIG", json.dumps(text))
    recorder = Entra()
    record(lambda: runpy.run_path(str(FOLDER)), "tenant", recorder)
    return recorder


def test_nobody_gets_in_without_a_second_factor_but_the_emergency_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    policies = program(monkeypatch).azuread("ConditionalAccessPolicy")
    factor = policies["access-second-factor"]
    assert factor["state"] == "enabled"
    assert factor["grantControls"]["builtInControls"] == ["mfa"]
    assert factor["conditions"]["users"]["includedUsers"] == ["All"]
    assert all(each["conditions"]["users"]["excludedGroups"] == ["id-groups-break-glass"] for each in policies.values())


def test_privileged_groups_need_a_managed_device_and_sign_in_again(monkeypatch: pytest.MonkeyPatch) -> None:
    policies = program(monkeypatch).azuread("ConditionalAccessPolicy")
    device = policies["access-managed-device"]
    assert device["grantControls"]["builtInControls"] == ["compliantDevice"]
    groups = {f"id-groups-{each}" for each in ("engineers", "on-call", "security", "approvers")}
    assert set(device["conditions"]["users"]["includedGroups"]) == groups
    assert policies["access-short-sessions"]["sessionControls"]["signInFrequency"] == 8


def test_sign_ins_come_from_the_eu_only(monkeypatch: pytest.MonkeyPatch) -> None:
    made = program(monkeypatch)
    (countries,) = (each["country"]["countriesAndRegions"] for each in made.azuread("NamedLocation").values())
    assert len(countries) == 27
    assert not {"NO", "CH", "GB", "US"} & set(countries)
    policy = made.azuread("ConditionalAccessPolicy")["access-allowed-countries"]
    assert policy["grantControls"]["builtInControls"] == ["block"]
    assert policy["conditions"]["locations"]["excludedLocations"] == ["id-access-countries"]


def test_a_trial_refuses_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    policies = program(monkeypatch, enforced=False).azuread("ConditionalAccessPolicy")
    assert {each["state"] for each in policies.values()} == {"enabledForReportingButNotEnforced"}


def test_the_directorys_logs_reach_a_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = program(monkeypatch).one("aadiam:DiagnosticSetting")
    assert setting["workspaceId"] == GOOD["cordon-directory:workspace"]
    assert {"AuditLogs", "SignInLogs"} <= {each["category"] for each in setting["logs"] if each["enabled"]}


def test_the_settings_of_this_repository_hold() -> None:
    assert validate(GOOD, "tenant").enforced


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"owners": ["00000000-0000-4000-8000-0000000000d1"]},
            "owners ['00000000-0000-4000-8000-0000000000d1'] is not allowed; allowed is 2 entries or more.",
        ),
        ({"owners": ["me", "you"]}, "owners.0: 'me' is not allowed; allowed is an object id: a GUID in lower case."),
        (
            {"groups": {"engineers": "Reads.", "on-call": "Repairs."}},
            "groups has no 'break-glass'; allowed are groups with it, for a mistake in conditional access locks "
            "everybody else out.",
        ),
        ({"workspace": "log"}, "workspace: 'log' is not allowed; allowed is the id of a Log Analytics workspace."),
        (
            {"countries": ["Germany"]},
            "countries.0: 'Germany' is not allowed; allowed are ISO 3166 codes of two capitals, such as DE.",
        ),
        ({"enforced": "maybe"}, "enforced 'maybe' is not allowed; allowed is true or false."),
    ],
)
def test_refusal(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingsError) as refused:
        validate({**GOOD, **{f"cordon-directory:{key}": value for key, value in change.items()}}, "tenant")
    assert str(refused.value) == f"stacks/directory/Pulumi.tenant.yaml: {sentence}"


def test_the_program_refuses_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(pulumi.RunError, match=r"^stacks/directory/Pulumi.tenant.yaml: owner is missing"):
        record(lambda: _without_owner(monkeypatch), "tenant", Entra())


def _without_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    config = {key: value if isinstance(value, str) else json.dumps(value) for key, value in GOOD.items()}
    del config["cordon-directory:owner"]
    monkeypatch.setitem(os.environ, "PULUMI_CONFIG", json.dumps(config))
    runpy.run_path(str(FOLDER))
