"""What Azure has from the start is imported under the ids that Azure gives it."""

import json
from pathlib import Path
from typing import Any

import pytest

from components.defender import Plan
from stacks.existing import CONTACT, PLAN, PLANS, TABLE, existing, identify, main
from stacks.settings import load_file
from tests.components.recording import SUBSCRIPTION
from tests.stacks.test_environment import CLONE, bring_up

WORKSPACE = f"{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/log"
OUTPUTS: dict[str, Any] = {
    "subscription": SUBSCRIPTION.rpartition("/")[2],
    "regions": {"northeurope": {"workspace": WORKSPACE}, "westeurope": {"workspace": f"{WORKSPACE}-we"}},
}


def test_plans_are_named_as_the_component_names_them() -> None:
    assert {plan.name.lower().replace("_", "-"): plan.value[0] for plan in Plan} == PLANS


def test_ids_are_azures() -> None:
    assert identify(TABLE, "monitoring-we-AzureDiagnostics", OUTPUTS) == f"{WORKSPACE}-we/tables/AzureDiagnostics"
    assert (
        identify(PLAN, "defender-resource-manager", OUTPUTS)
        == f"{SUBSCRIPTION}/providers/Microsoft.Security/pricings/Arm"
    )
    assert identify(CONTACT, "defender-contact", OUTPUTS) == (
        f"{SUBSCRIPTION}/providers/Microsoft.Security/securityContacts/default"
    )
    assert identify("azure-native:keyvault:Vault", "vault-ne", OUTPUTS) is None


def test_every_plan_and_table_of_the_estate_gets_an_id() -> None:
    asked, _ = bring_up(load_file(CLONE / "Pulumi.local.yaml"))
    resources = [{"type": each.type, "name": each.name, "id": "<PLACEHOLDER>"} for each in asked.resources]
    found = existing({"nameTable": {}, "resources": resources}, OUTPUTS)["resources"]
    wanted = [each for each in asked.resources if each.type in (PLAN, CONTACT, TABLE)]
    assert len(found) == len(wanted) > 20
    for given, made in zip(wanted, found, strict=True):
        assert made["id"].endswith(str(given.inputs.get("tableName") or given.inputs.get("pricingName") or "default"))


def test_the_command_rewrites_the_file_and_refuses_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, said = tmp_path / "import.json", tmp_path / "outputs.json"
    said.write_text(json.dumps(OUTPUTS))
    rest = {"type": "azure-native:keyvault:Vault", "name": "v", "id": "<PLACEHOLDER>"}
    plan = {"type": PLAN, "name": "defender-storage", "id": "<PLACEHOLDER>", "parent": "defender"}
    file.write_text(json.dumps({"nameTable": {"defender": "urn"}, "resources": [rest, plan]}))
    assert main([str(file), str(said)]) == 0
    (kept,) = json.loads(file.read_text())["resources"]
    assert kept["id"].endswith("/pricings/StorageAccounts")
    assert kept["parent"] == "defender"
    file.write_text("nothing")
    assert main([str(file), str(said)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert main([]) == 2
