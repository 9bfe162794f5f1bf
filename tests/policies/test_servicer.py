"""The pack as the engine meets it: over gRPC, in a process of its own, started the way Pulumi starts packs."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto.analyzer_pb2_grpc import AnalyzerStub

from policies.engine.values import SECRET, SIGNATURE

PACK = Path(__file__).parent.parent.parent / "policies"
UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
ACCOUNT = "azure-native:storage:StorageAccount"
TLS = "storage_accounts_speak_tls_1_2"


@pytest.fixture(scope="module")
def pack() -> Iterator[AnalyzerStub]:
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd="/") as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield AnalyzerStub(channel)
        process.terminate()
    assert process.returncode == 0


@pytest.fixture(autouse=True)
def fresh(pack: AnalyzerStub) -> None:
    """Each test starts from a preview in which every rule has its own level."""
    info = pack.GetAnalyzerInfo(Empty())
    levels = {policy.name: messages.PolicyConfig(enforcementLevel=policy.enforcementLevel) for policy in info.policies}
    pack.Configure(messages.ConfigureAnalyzerRequest(policyConfig=levels))
    pack.ConfigureStack(messages.AnalyzerStackConfigureRequest(dry_run=True))


def request(properties: dict[str, Any], kind: str = ACCOUNT, name: str = "stdata") -> messages.AnalyzeRequest:
    made = messages.AnalyzeRequest(type=kind, name=name, urn=f"urn:pulumi:dev::cordon::{kind}::{name}")
    json_format.ParseDict(properties, made.properties)
    return made


def broken(response: Any) -> dict[str, Any]:
    return {each.policyName: each for each in response.diagnostics}


def test_says_resource_property_value_rule_allowed_and_fix_in_one_sentence(pack: AnalyzerStub) -> None:
    found = broken(pack.Analyze(request({"minimumTlsVersion": "TLS1_0"})))[TLS]
    assert found.message == (
        'StorageAccount "stdata" has minimumTlsVersion "TLS1_0", but rule storage_accounts_speak_tls_1_2 (ENC-1) '
        'allows only "TLS1_2" or "TLS1_3": set minimumTlsVersion to TLS1_2.'
    )
    assert found.enforcementLevel == messages.MANDATORY
    assert found.severity == messages.POLICY_SEVERITY_HIGH
    assert found.policyPackName == "cordon"


def test_reads_the_type_whatever_its_api_version(pack: AnalyzerStub) -> None:
    versioned = request({"minimumTlsVersion": "TLS1_0"}, "azure-native:storage/v20240101:StorageAccount")
    assert TLS in broken(pack.Analyze(versioned))


def test_an_unknown_value_is_said_at_preview_and_refused_at_deployment(pack: AnalyzerStub) -> None:
    unknown = request({"minimumTlsVersion": UNKNOWN_STRING})
    told = broken(pack.Analyze(unknown))[TLS]
    assert told.enforcementLevel == messages.ADVISORY
    assert "not decidable yet, because minimumTlsVersion isn't known" in told.message
    pack.ConfigureStack(messages.AnalyzerStackConfigureRequest(dry_run=False))
    assert broken(pack.Analyze(unknown))[TLS].enforcementLevel == messages.MANDATORY


def test_a_secret_is_checked_and_not_shown(pack: AnalyzerStub) -> None:
    secret = {"minimumTlsVersion": {SIGNATURE: SECRET, "value": "TLS1_0"}}
    message = broken(pack.Analyze(request(secret)))[TLS].message
    assert "[secret]" in message
    assert "TLS1_0" not in message


def test_level_is_configured_by_rule(pack: AnalyzerStub) -> None:
    def set_level(level: Any) -> dict[str, Any]:
        config = {TLS: messages.PolicyConfig(enforcementLevel=level)}
        pack.Configure(messages.ConfigureAnalyzerRequest(policyConfig=config))
        return broken(pack.Analyze(request({"minimumTlsVersion": "TLS1_0"})))

    assert set_level(messages.ADVISORY)[TLS].enforcementLevel == messages.ADVISORY
    assert TLS not in set_level(messages.DISABLED)
    assert set_level(messages.REMEDIATE)[TLS].enforcementLevel == messages.MANDATORY


def test_remediation_changes_only_the_property_of_the_rule(pack: AnalyzerStub) -> None:
    asked = request({"minimumTlsVersion": "TLS1_0", "accountName": {SIGNATURE: SECRET, "value": "x"}})
    assert not pack.Remediate(asked).remediations
    config = {TLS: messages.PolicyConfig(enforcementLevel=messages.REMEDIATE)}
    pack.Configure(messages.ConfigureAnalyzerRequest(policyConfig=config))
    remediations = pack.Remediate(asked).remediations
    assert [each.policyName for each in remediations] == [TLS]
    assert json_format.MessageToDict(remediations[0].properties) == {
        "minimumTlsVersion": "TLS1_2",
        "accountName": {SIGNATURE: SECRET, "value": "x"},
    }


def test_a_rule_that_does_not_exist_is_refused_in_one_sentence(pack: AnalyzerStub) -> None:
    config = {"storage_accounts_speak_tls": messages.PolicyConfig(enforcementLevel=messages.ADVISORY)}
    with pytest.raises(grpc.RpcError) as refused:
        pack.Configure(messages.ConfigureAnalyzerRequest(policyConfig=config))
    assert "storage_accounts_speak_tls" in str(refused.value)
    assert f"did you mean {TLS}?" in str(refused.value)


def test_every_rule_is_listed_with_its_own_name_level_and_commitments(pack: AnalyzerStub) -> None:
    listed = {policy.name: policy for policy in pack.GetAnalyzerInfo(Empty()).policies}
    assert listed[TLS].enforcementLevel == messages.MANDATORY
    assert listed[TLS].displayName == "Storage accounts speak TLS 1.2 or higher"
    assert "ENC-1" in listed[TLS].tags
    assert listed[TLS].remediation_steps


def test_a_property_of_a_strange_shape_is_reported_and_stops_nothing_else(pack: AnalyzerStub) -> None:
    response = pack.Analyze(request({"properties": "text", "location": 3}, "azure-native:keyvault:Vault"))
    assert {"key_vaults_cannot_be_purged", "resources_stay_in_the_eu"} <= set(broken(response))
