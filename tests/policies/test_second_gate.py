"""What the pack refuses, Azure refuses too: the assigned definitions, met by Microsoft's own clients and by `az`."""

import json
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.identity import EnvironmentCredential
from azure.mgmt.resource.policy import PolicyClient
from azure.mgmt.resource.resources import ResourceManagementClient

from local.home import Home, cache
from local.types.table import table
from policies.azure_policy import document
from tests.local.plane.harness import Process

pytestmark = pytest.mark.local

SEEDED: dict[str, list[Any]] = json.loads((Path(__file__).parent / "seeded.json").read_text())
SCOPES = ["https://management.azure.com/.default"]


class Gate:
    """A subscription in which every definition is assigned, by name of the rule."""

    def __init__(self, process: Process) -> None:
        known = process.settings()
        self.subscription, self.endpoint = known["AZURE_SUBSCRIPTION_ID"], known["ARM_ENDPOINT"]
        self.credential = EnvironmentCredential(disable_instance_discovery=True)
        self.policies: Any = self.client(PolicyClient)
        self.resources: Any = self.client(ResourceManagementClient)
        self.scope = f"/subscriptions/{self.subscription}"

    def client(self, kind: Any) -> Any:
        return kind(self.credential, self.subscription, base_url=self.endpoint, credential_scopes=SCOPES)

    def deploy(self) -> None:
        given = document()
        references, messages = [], []
        for one in given["definitions"]:
            made = self.policies.policy_definitions.create_or_update(one["name"], {"properties": one["properties"]})
            parameters = {name: {"value": f"[parameters('{name}')]"} for name in one["properties"]["parameters"]}
            reference = {"policyDefinitionReferenceId": one["name"], "policyDefinitionId": made.id}
            references.append({**reference, "parameters": parameters})
            messages.append({"policyDefinitionReferenceId": one["name"], "message": one["message"]})
        initiative = {"properties": {"policyDefinitions": references, "parameters": given["parameters"]}}
        self.policies.policy_set_definitions.create_or_update("commitments", initiative)
        self.assign()

    def assign(self, **properties: Any) -> None:
        initiative = f"{self.scope}/providers/Microsoft.Authorization/policySetDefinitions/commitments"
        body = {"policyDefinitionId": initiative, **properties}
        self.policies.policy_assignments.create(self.scope, "commitments", {"properties": body})

    def put(self, token: str, inputs: dict[str, Any]) -> Any:
        """PUT of any type by its azure-native inputs."""
        resource_id, version, body = request(self, token, inputs)
        poller = self.resources.resources.begin_create_or_update_by_id(
            resource_id, body, api_version=version, polling_interval=0.1
        )
        return poller.result()


def request(gate: Gate, token: str, inputs: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """The id, the API version and the body of a PUT."""
    kind = table().by_token(token)
    assert kind is not None
    return kind.resource_id(inputs, gate.subscription), kind.api_version, kind.to_body(inputs)


@pytest.fixture(scope="module")
def process() -> Iterator[Process]:
    folder = Path(tempfile.mkdtemp(prefix="cordon-gate-", dir="/var/tmp"))
    folder.chmod(0o755)
    plane = Process(Home(folder), delay=0)
    plane.start()
    yield plane
    plane.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def gate(process: Process) -> Iterator[Gate]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in process.settings().items():
            patch.setenv(name, value)
        made = Gate(process)
        made.resources.resource_groups.create_or_update(
            "g", {"location": "northeurope", "tags": dict.fromkeys(("environment", "owner", "dataClass"), "x")}
        )
        made.put(*inputs("one-region-backup"))  # a backup policy needs a vault to be of
        made.deploy()
        yield made


NEEDED = {
    "storage:StorageAccount": {"accountName": "stgate", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}},
    "keyvault:Vault": {
        "vaultName": "kv-gate",
        "properties": {"tenantId": str(uuid.UUID(int=0)), "sku": {"family": "A", "name": "premium"}},
    },
    "operationalinsights:Workspace": {"workspaceName": "logs"},
    "network:VirtualNetwork": {"virtualNetworkName": "net", "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}},
    "frontdoor:Policy": {"policyName": "waf", "sku": {"name": "Premium_AzureFrontDoor"}, "location": "global"},
    "dbforpostgresql:Server": {"serverName": "psql-gate"},
    "dataprotection:BackupVault": {"vaultName": "bv", "identity": {"type": "SystemAssigned"}},
    "dataprotection:BackupPolicy": {"vaultName": "bv", "backupPolicyName": "weekly"},
}


def inputs(name: str) -> tuple[str, dict[str, Any]]:
    token, properties, _ = SEEDED[name]
    merged = {"resourceGroupName": "g", "location": "northeurope", **NEEDED[token]}
    for key, value in properties.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = {**merged[key], **value} if both else value
    return f"azure-native:{token}", merged


@pytest.mark.parametrize("name", SEEDED)
def test_an_sdk_is_refused_with_the_rule_that_the_pack_names(gate: Gate, name: str) -> None:
    with pytest.raises(HttpResponseError) as refused:
        gate.put(*inputs(name))
    error: Any = refused.value.error
    assert refused.value.status_code == 403
    assert error is not None
    assert error.code == "RequestDisallowedByPolicy"
    broken = {info["policyDefinitionReferenceId"] for each in error.additional_info for info in [each.info]}
    assert SEEDED[name][2] in broken
    assert all(each.type == "PolicyViolation" for each in error.additional_info)


def test_what_keeps_the_rules_passes_and_a_later_change_around_pulumi_is_refused(gate: Gate) -> None:
    tags = dict.fromkeys(("environment", "owner", "dataClass", "commitments"), "x")
    good: dict[str, Any] = {"resourceGroupName": "g", "workspaceName": "kept", "location": "northeurope"}
    good |= {"retentionInDays": 120, "tags": tags, "features": {"disableLocalAuth": True}}
    token = "azure-native:operationalinsights:Workspace"
    kept = gate.put(token, good)
    with pytest.raises(HttpResponseError, match="log_workspaces_keep_90_days"):
        gate.resources.resources.begin_update_by_id(
            kept.id, {"properties": {"retentionInDays": 30}}, api_version="2023-09-01", polling_interval=0.1
        ).result()
    found = gate.resources.resources.get_by_id(kept.id, api_version="2023-09-01")
    assert found.properties["retentionInDays"] == 120


def test_do_not_enforce_audit_and_not_scopes_let_pass(gate: Gate) -> None:
    token, given = inputs("region-norway")
    ways: list[dict[str, Any]] = [
        {"enforcementMode": "DoNotEnforce"},
        {"overrides": [{"kind": "policyEffect", "value": "Audit"}]},
        {"notScopes": [f"{gate.scope}/resourceGroups/g"]},
    ]
    try:
        for number, way in enumerate(ways):
            gate.assign(**way)
            gate.put(token, {**given, "accountName": f"stgate{number}"})
    finally:
        gate.assign()
    with pytest.raises(HttpResponseError, match="RequestDisallowedByPolicy"):
        gate.put(token, {**given, "accountName": "stgateagain"})


def test_a_definition_in_use_stays_and_a_wrong_one_is_refused(gate: Gate) -> None:
    definitions = gate.policies.policy_definitions
    with pytest.raises(HttpResponseError, match="PolicyDefinitionInUse"):
        definitions.delete("storage_accounts_speak_tls_1_2")
    wrong = {"if": {"field": "location", "equal": "x"}, "then": {"effect": "deny"}}
    with pytest.raises(HttpResponseError, match="InvalidPolicyRule"):
        definitions.create_or_update("wrong", {"properties": {"policyRule": wrong}})
    with pytest.raises(HttpResponseError, match="UndefinedPolicyParameter"):
        gate.assign(parameters={"nowhere": {"value": 1}})


@pytest.mark.slow
def test_az_is_refused(gate: Gate, process: Process, tmp_path: Path) -> None:
    tool = cache() / "az/bin/az"
    if not tool.exists():
        pytest.fail(f"az is not at {tool}: run `local/setup.sh --with az` to install it.")
    known, url = process.settings(), f"https://localhost:{process.port}"
    environment = {**os.environ, **known, "AZURE_CONFIG_DIR": str(tmp_path), "AZURE_CORE_COLLECT_TELEMETRY": "no"}
    secret = environment.pop("AZURE_CLIENT_SECRET", None) or known["ARM_CLIENT_SECRET"]

    def az(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(tool), *arguments], env=environment, capture_output=True, text=True, check=False)

    az("config", "set", "core.instance_discovery=false")
    places = {
        "resource-manager": url,
        "active-directory": url,
        "active-directory-resource-id": "https://management.core.windows.net/",
        "management": url,
    }
    options = [part for name, value in places.items() for part in (f"--endpoint-{name}", value)]
    az("cloud", "register", "-n", "local", *options)
    az("cloud", "set", "-n", "local")
    who = ("-u", known["AZURE_CLIENT_ID"], "-p", secret, "--tenant", known["AZURE_TENANT_ID"])
    signed_in = az("login", "--service-principal", *who)
    assert signed_in.returncode == 0, signed_in.stderr
    for arguments, rule in (
        (("group", "create", "-n", "norway", "-l", "norwayeast"), "resources_are_tagged"),
        (
            ("storage", "account", "create", "-n", "stazgate", "-g", "g", "-l", "norwayeast", "--sku", "Standard_LRS"),
            "resources_stay_in_the_eu",
        ),
    ):
        refused = az(*arguments)
        assert refused.returncode != 0
        assert "RequestDisallowedByPolicy" in refused.stderr
        assert rule in refused.stderr
    for name, (_, _, rule) in SEEDED.items():
        resource_id, version, body = request(gate, *inputs(name))
        sent = ("--url", f"{url}{resource_id}?api-version={version}", "--body", json.dumps(body))
        refused = az("rest", "--method", "put", "--resource", SCOPES[0].removesuffix(".default"), *sent)
        assert refused.returncode != 0, name
        assert "RequestDisallowedByPolicy" in refused.stderr, name
        assert rule in refused.stderr, name
