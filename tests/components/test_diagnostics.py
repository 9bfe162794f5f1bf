"""What keeps logs sends them: found by type, in whatever component it is made."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi_azure_native
from pulumi_azure_native import network, storage

from components.base import Component
from components.vault import Vault, VaultArgs
from controls.diagnosable import DIAGNOSABLE
from local.types.table import table
from tests.components.recording import Recorder, place, record, surroundings

GIVEN = surroundings()
WORKSPACE = GIVEN["workspace"]


class Making(Component):
    """Serves LOG-1."""

    def __init__(self, workspace: str | None, told: str | None = None) -> None:
        super().__init__("making", replace(place(), workspace=workspace))
        network.NetworkSecurityGroup("group", resource_group_name="g", opts=self.child)
        storage.StorageAccount(
            "account", resource_group_name="g", kind="StorageV2", sku=storage.SkuArgs(name="Standard_LRS"),
            opts=self.child,
        )  # fmt: skip
        network.RouteTable("table", resource_group_name="g", opts=self.child)
        if told:
            self.send_logs(told)
        self.register_outputs({})


def settings(asked: Recorder) -> dict[str, dict[str, Any]]:
    return {each.name: each.inputs for each in asked.of("monitor:DiagnosticSetting")}


def test_by_type_and_without_being_told() -> None:
    found = settings(record(lambda: Making(WORKSPACE)))
    services = ("file", "queue", "table")
    assert set(found) == {"group-diagnostics", *(f"account-{each}-diagnostics" for each in services)}
    assert found["account-queue-diagnostics"]["resourceUri"].endswith("/account/queueServices/default")
    assert "metrics" not in found["group-diagnostics"] or found["group-diagnostics"]["metrics"] == []
    assert all(each["workspaceId"] == WORKSPACE for each in found.values())


def test_a_component_may_be_told_where_to_if_its_place_says_nothing() -> None:
    assert settings(record(lambda: Making(None, f"{WORKSPACE}-other")))["group-diagnostics"]["workspaceId"] == (
        f"{WORKSPACE}-other"
    )
    assert settings(record(lambda: Making(WORKSPACE, f"{WORKSPACE}-other")))["group-diagnostics"]["workspaceId"] == (
        WORKSPACE
    )


def test_where_there_is_no_workspace_nothing_is_sent() -> None:
    assert settings(record(lambda: Making(None))) == {}


def test_backup_vaults_write_to_tables_of_their_own() -> None:
    assert DIAGNOSABLE["azure-native:dataprotection:BackupVault"].own_tables
    vault = VaultArgs(place=GIVEN["place"], tenant=GIVEN["tenant"], link=GIVEN["link"], workspace=WORKSPACE)
    (setting,) = settings(record(lambda: Vault("vault", vault))).values()
    assert setting.get("logAnalyticsDestinationType") is None


def test_every_type_is_one_of_azure_natives() -> None:
    older = {"azure-native:cache:Redis", "azure-native:documentdb:DatabaseAccount"}  # modules that version 3 renamed
    sdk = Path(pulumi_azure_native.__file__).parent
    for token in set(DIAGNOSABLE) - older:
        _, module, name = token.split(":")
        file = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
        assert table().by_token(token) or (sdk / module / f"{file}.py").exists(), token
