"""Bodies that break the table, each with the one sentence that its author gets."""

from typing import Any

import pytest

from local.types.table import ResourceType, table
from local.types.validation import UNKNOWN

STORAGE: dict[str, Any] = {"kind": "StorageV2", "location": "westeurope", "sku": {"name": "Standard_LRS"}}
SERVER: dict[str, Any] = {"location": "northeurope"}
BACKUP_RULE: dict[str, Any] = {
    "objectType": "AzureBackupRule",
    "name": "daily",
    "dataStore": {"objectType": "DataStoreInfoBase", "dataStoreType": "VaultStore"},
    "trigger": {"objectType": "AdhocBasedTriggerContext", "taggingCriteria": {}},
}


def kind_of(token: str) -> ResourceType:
    found = table().by_token(f"azure-native:{token}")
    assert found is not None
    return found


REFUSED = [
    (
        "storage:StorageAccount",
        STORAGE | {"properties": {"minimumTlsVersoin": "TLS1_2"}},
        "UnknownProperty",
        "properties.minimumTlsVersoin is unknown; did you mean minimumTlsVersion?",
    ),
    ("storage:StorageAccount", STORAGE | {"colour": 1}, "UnknownProperty", "colour is unknown."),
    (
        "storage:StorageAccount",
        STORAGE | {"properties": {"minimumTlsVersion": "TLS9"}},
        "ValueNotAllowed",
        "properties.minimumTlsVersion can't be 'TLS9'; allowed: TLS1_0, TLS1_1, TLS1_2, TLS1_3.",
    ),
    (
        "storage:StorageAccount",
        STORAGE | {"properties": {"allowBlobPublicAccess": "false"}},
        "WrongType",
        "properties.allowBlobPublicAccess must be true or false, not 'false'.",
    ),
    (
        "storage:StorageAccount",
        {name: value for name, value in STORAGE.items() if name != "sku"},
        "MissingProperty",
        "sku is required.",
    ),
    (
        "storage:StorageAccount",
        STORAGE | {"tags": ["a"]},
        "WrongType",
        "tags must be an object, not a list.",
    ),
    (
        "dbforpostgresql:Server",
        SERVER | {"properties": {"backup": {"backupRetentionDays": True}}},
        "WrongType",
        "properties.backup.backupRetentionDays must be an integer, not True.",
    ),
    (
        "dbforpostgresql:Server",
        SERVER | {"properties": {"backup": {"backupRetentionDays": 35.5}}},
        "WrongType",
        "properties.backup.backupRetentionDays must be an integer, not 35.5.",
    ),
    (
        "network:VirtualNetwork",
        {"location": "x", "properties": {"subnets": [{"name": "a"}, {"properties": {"addressPrefixx": ""}}]}},
        "UnknownProperty",
        "properties.subnets[1].properties.addressPrefixx is unknown; did you mean addressPrefix?",
    ),
    (
        "dataprotection:BackupPolicy",
        {
            "properties": {
                "objectType": "BackupPolicy",
                "datasourceTypes": ["x"],
                "policyRules": [BACKUP_RULE | {"objectType": "AzureBakupRule"}],
            }
        },
        "ValueNotAllowed",
        "properties.policyRules[0].objectType can't be 'AzureBakupRule'; allowed: AzureBackupRule, AzureRetentionRule; "
        "did you mean AzureBackupRule?",
    ),
]


@pytest.mark.parametrize(("token", "body", "code", "sentence"), REFUSED)
def test_a_broken_body_is_refused_in_one_sentence(token: str, body: dict[str, Any], code: str, sentence: str) -> None:
    problems = kind_of(token).check(body)
    assert [(problem.code, problem.message) for problem in problems] == [(code, sentence)]


ACCEPTED = [
    ("a value in another case", STORAGE | {"kind": "storagev2"}),
    ("null, which means absent", STORAGE | {"properties": {"minimumTlsVersion": None}}),
    ("what isn't known yet", STORAGE | {"properties": {"networkAcls": UNKNOWN, "allowBlobPublicAccess": UNKNOWN}}),
    ("what was read and is sent back", STORAGE | {"id": "/x", "properties": {"provisioningState": "Succeeded"}}),
]


@pytest.mark.parametrize(("what", "body"), ACCEPTED)
def test_azure_accepts(what: str, body: dict[str, Any]) -> None:
    assert kind_of("storage:StorageAccount").check(body) == [], what


def test_a_patch_needs_no_required_properties() -> None:
    kind = kind_of("storage:StorageAccount")
    assert kind.check({"tags": {"a": "b"}}, partial=True) == []
    assert len(kind.check({"tags": {"a": "b"}})) == len(STORAGE)


def test_a_variant_is_checked_with_its_own_properties() -> None:
    properties = {"objectType": "BackupPolicy", "datasourceTypes": ["x"], "policyRules": [BACKUP_RULE]}
    kind = kind_of("dataprotection:BackupPolicy")
    assert kind.check({"properties": properties}) == []
    retention = {"objectType": "AzureRetentionRule", "name": "r", "trigger": {}}
    wrong = kind.check({"properties": properties | {"policyRules": [retention]}})
    assert {problem.code for problem in wrong} == {"UnknownProperty", "MissingProperty"}


def test_problems_of_inputs_have_the_names_that_the_program_uses() -> None:
    kind = kind_of("storage:StorageAccount")
    inputs = STORAGE | {"networkRuleSet": {"defaultAction": "Block", "ipRules": [{"iPAddressOrRange": 1}]}}
    assert [problem.message for problem in kind.check_inputs(inputs)] == [
        "networkRuleSet.defaultAction can't be 'Block'; allowed: Allow, Deny.",
        "networkRuleSet.ipRules[0].iPAddressOrRange must be a string, not 1.",
    ]


def test_what_only_an_older_api_version_has_is_named_as_such() -> None:
    kind = kind_of("app:ContainerApp")
    problems = kind.check(kind.to_body({"location": "westeurope", "patchingConfiguration": {}}))
    assert [(problem.code, problem.path) for problem in problems] == [
        ("UnknownToNewerApi", "properties.patchingConfiguration")
    ]


def test_what_only_a_newer_api_version_has_is_accepted() -> None:
    kind = kind_of("monitor:ActionGroup")
    body = kind.to_body({"location": "global", "groupShortName": "g", "enabled": True, "incidentReceivers": []})
    assert kind.check(body) == []
