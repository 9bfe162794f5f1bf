"""A subscription by Resource Graph: what was put around Pulumi is found, by Microsoft's own client."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.identity import EnvironmentCredential
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.storage import StorageManagementClient

from local.home import CLONE, Home
from policies import live
from policies.scan import scan_live
from tests.local.plane.harness import Process

SCOPES = ["https://management.azure.com/.default"]


def row(kind: str, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": f"/s/{kind}/x", "name": "x", "type": kind.lower(), "properties": properties, **more}


def found(*rows: dict[str, Any]) -> set[str]:
    return {verdict.rule.name for verdict in scan_live(rows)}


def test_reads_azures_names_as_the_rules_do() -> None:
    good = {"supportsHttpsTrafficOnly": True, "minimumTlsVersion": "TLS1_2"}
    account = "Microsoft.Storage/storageAccounts"
    assert "storage_accounts_take_https_only" not in found(row(account, good, location="westeurope"))
    bad = row(account, {**good, "supportsHttpsTrafficOnly": False}, location="norwayeast")
    assert {"storage_accounts_take_https_only", "resources_stay_in_the_eu"} <= found(bad)


def test_reads_through_the_properties_of_inner_resources() -> None:
    rule = {"access": "Allow", "direction": "Inbound", "sourceAddressPrefix": "*", "destinationPortRange": "22"}
    group = row("Microsoft.Network/networkSecurityGroups", {"securityRules": [{"name": "r", "properties": rule}]})
    assert "security_groups_open_nothing_to_the_internet" in found(group)


def test_a_type_without_rules_is_held_to_its_region() -> None:
    strange = row("Microsoft.Quantum/workspaces", {}, location="uksouth")
    assert found(strange) == {"resources_stay_in_the_eu"}


def test_knows_types_from_the_rules() -> None:
    assert live.tokens()["microsoft.keyvault/vaults"] == "azure-native:keyvault:Vault"
    assert len(live.tokens()) > 30


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    folder = Path(tempfile.mkdtemp(prefix="cordon-graph-", dir="/var/tmp"))
    folder.chmod(0o755)
    plane = Process(Home(folder), delay=0)
    plane.start()
    yield plane
    plane.stop()
    shutil.rmtree(folder)


@pytest.mark.local
def test_a_live_subscription_is_scanned_in_every_format(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    known = process.settings()
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    given: Any = {"base_url": known["ARM_ENDPOINT"], "credential_scopes": SCOPES}
    who = EnvironmentCredential(disable_instance_discovery=True), known["AZURE_SUBSCRIPTION_ID"]
    ResourceManagementClient(*who, **given).resource_groups.create_or_update("g", {"location": "northeurope"})
    account: Any = {"location": "norwayeast", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    StorageManagementClient(*who, **given).storage_accounts.begin_create("g", "stlive", account).result()

    def scan(kind: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "policies.scan", "--subscription", known["AZURE_SUBSCRIPTION_ID"]]
        return subprocess.run(
            [*command, "--format", kind], cwd=CLONE, env=dict(os.environ), capture_output=True, text=True, check=False
        )

    said = scan("json")
    assert said.returncode == 1, said.stderr
    names = {each["rule"] for each in json.loads(said.stdout)}
    assert {"resources_stay_in_the_eu", "storage_accounts_speak_tls_1_2"} <= names
    assert "<failure" in scan("junit").stdout
    assert "stlive" in scan("page").stdout
    assert json.loads(scan("sarif").stdout)["runs"][0]["results"]
