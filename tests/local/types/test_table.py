"""The reader: finding types, their ids, codes and actions, what replaces a resource and what is secret."""

import re

import pytest

from local.types.lists import FOLDER
from local.types.paths import on_the_way, tokens
from local.types.table import ResourceType, table

GROUP = "/subscriptions/s/resourceGroups/g/providers"


def kind_of(token: str) -> ResourceType:
    found = table().by_token(f"azure-native:{token}")
    assert found is not None
    return found


def test_a_versioned_token_means_the_same_type() -> None:
    assert table().by_token("azure-native:storage/v20240101:StorageAccount") is kind_of("storage:StorageAccount")
    assert table().by_token("azure-native:storage:NoSuchThing") is None


def test_arm_types_are_found_whatever_their_case() -> None:
    found = table().by_arm("microsoft.network/VIRTUALNETWORKS/subnets")
    assert found is kind_of("network:Subnet")
    assert table().by_arm("Microsoft.Nothing/here") is None


@pytest.mark.parametrize(
    ("resource", "token"),
    [
        ("/subscriptions/s/resourceGroups/g", "resources:ResourceGroup"),
        (f"{GROUP}/Microsoft.Storage/storageAccounts/a/blobServices/default", "storage:BlobServiceProperties"),
        (f"{GROUP}/microsoft.web/SITES/a/config/LOGS", "web:WebAppDiagnosticLogsConfiguration"),
        (f"{GROUP}/Microsoft.Web/sites/a/config/appsettings", "web:WebAppApplicationSettings"),
        (
            f"{GROUP}/Microsoft.KeyVault/vaults/v/providers/Microsoft.Insights/diagnosticSettings/d",
            "monitor:DiagnosticSetting",
        ),
        (
            f"{GROUP}/Microsoft.KeyVault/vaults/v/providers/Microsoft.Authorization/locks/l",
            "authorization:ManagementLockByScope",
        ),
    ],
)
def test_an_id_tells_its_type(resource: str, token: str) -> None:
    assert table().by_id(resource) is kind_of(token)


def test_ids_of_nothing_in_the_table() -> None:
    assert table().by_id(f"{GROUP}/Microsoft.Storage/storageAccounts/a/blobServices/other") is None
    assert table().by_id(f"{GROUP}/Microsoft.Storage/storageAccounts") is None


def test_a_missing_name_is_named() -> None:
    with pytest.raises(KeyError, match="accountName"):
        kind_of("storage:StorageAccount").resource_id({"resourceGroupName": "g"}, "s")


def test_fixed_names_need_no_input() -> None:
    container = kind_of("storage:BlobContainer")
    names = {"resourceGroupName": "g", "accountName": "a", "containerName": "c"}
    assert container.resource_id(names, "s").endswith("/storageAccounts/a/blobServices/default/containers/c")
    assert [parameter.fixed for parameter in container.parameters] == [None, None, "default", None]
    assert container.name_parameter == "containerName"
    assert kind_of("storage:BlobServiceProperties").name_parameter == "blobServicesName"


# What the official clients were seen to accept and nothing else.
CODES = [
    ("dbforpostgresql:Server", "put", (202,)),
    ("dbforpostgresql:Database", "put", (202,)),
    ("dbforpostgresql:Server", "delete", (202, 204)),
    ("storage:StorageAccount", "put", (200, 202)),
    ("dataprotection:BackupPolicy", "put", (200,)),
    ("keyvault:Vault", "put", (200, 201)),
    ("dataprotection:BackupInstance", "put", (200, 201, 202)),
    ("authorization:RoleAssignment", "put", (200, 201)),
    ("monitor:DiagnosticSetting", "put", (200,)),
]


@pytest.mark.parametrize(("token", "verb", "codes"), CODES)
def test_codes_are_those_that_the_client_accepts(token: str, verb: str, codes: tuple[int, ...]) -> None:
    assert kind_of(token).codes[verb] == codes


def test_long_running_operations_and_actions() -> None:
    server = kind_of("dbforpostgresql:Server")
    assert server.long_running == {"put", "patch", "delete"}
    assert server.actions["restart"].long_running
    assert server.actions["restart"].codes == (202,)
    assert "replicas" in server.reads
    assert not kind_of("storage:StorageAccount").actions["listKeys"].long_running


def test_children_that_a_parent_holds() -> None:
    assert kind_of("network:NetworkSecurityGroup").embedded == {
        "properties/securityRules": "Microsoft.Network/networkSecurityGroups/securityRules"
    }


REPLACES = [
    ("storage:StorageAccount", "accountName", True),
    ("storage:StorageAccount", "resourceGroupName", True),
    ("storage:StorageAccount", "location", True),
    ("storage:StorageAccount", "sku.name", False),
    ("storage:StorageAccount", "isHnsEnabled", True),
    ("storage:StorageAccount", "encryption.requireInfrastructureEncryption", True),
    ("storage:StorageAccount", "encryption.services.blob.keyType", True),
    ("storage:StorageAccount", "encryption.keySource", False),
    ("storage:StorageAccount", "tags.location", False),
    ("dbforpostgresql:Server", "backup.geoRedundantBackup", True),
    ("dbforpostgresql:Server", "backup.backupRetentionDays", False),
    ("dbforpostgresql:Server", "network.delegatedSubnetResourceId", True),
    ("dbforpostgresql:Server", "sourceServerResourceId", True),
    ("network:VirtualNetwork", "subnets[0].addressPrefix", False),
    ("network:PrivateEndpoint", "privateLinkServiceConnections[0].privateLinkServiceId", True),
    ("authorization:RoleAssignment", "roleDefinitionId", True),
    ("authorization:RoleAssignment", "description", False),
    ("cdn:AFDEndpoint", "location", True),
]


@pytest.mark.parametrize(("token", "path", "replaces"), REPLACES)
def test_what_replaces_a_resource(token: str, path: str, replaces: bool) -> None:
    assert kind_of(token).create_only(path) is replaces


SECRETS = [
    ("dbforpostgresql:Server", "administratorLoginPassword", True),
    ("dbforpostgresql:Server", "createMode", False),
    ("keyvault:Secret", "properties.value", True),
    ("app:Job", "configuration.secrets[0].value", True),
    ("web:WebApp", "siteConfig.connectionStrings[1].connectionString", True),
    ("storage:StorageAccount", "tags.owner", False),
]


@pytest.mark.parametrize(("token", "path", "secret"), SECRETS)
def test_what_is_secret(token: str, path: str, secret: bool) -> None:
    assert kind_of(token).is_secret(path) is secret


def listed(file: str) -> list[tuple[str, str]]:
    lines = re.findall(r"^(azure-native:\S+) (\S+)", (FOLDER / file).read_text(), re.M)
    assert lines
    return lines


@pytest.mark.parametrize(("token", "path"), listed("create_only.txt"))
def test_listed_create_only_properties_exist_and_the_models_do_not_say_so(token: str, path: str) -> None:
    kind = table().by_token(token)
    assert kind is not None
    way = list(on_the_way(kind, tokens(path)))
    assert way, "the model has no such property"
    assert not any("c" in marks for _, marks in way), "the model says so: the line isn't needed"


@pytest.mark.parametrize(("token", "path"), listed("secrets.txt"))
def test_listed_secret_properties_exist(token: str, path: str) -> None:
    kind = table().by_token(token)
    assert kind is not None
    assert list(on_the_way(kind, tokens(path)))
