"""What a component asks for when nobody says otherwise is secure, and says whose it is."""

from typing import Any

import pytest

from components.backup import Backup, BackupArgs
from components.base import Component
from components.database import Database, DatabaseArgs, Replica, ReplicaArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.network import Network, NetworkArgs
from components.storage import Storage, StorageArgs
from components.vault import Vault, VaultArgs
from tests.components.recording import Inputs, Recorder, place, record, surroundings

GIVEN = surroundings()
SHARED: dict[str, Any] = {key: GIVEN[key] for key in ("place", "link", "workspace")}


def shared(where: str) -> dict[str, Any]:
    return SHARED | {"place": place(where)}


def database(**more: Any) -> Database:
    return Database("database", DatabaseArgs(**SHARED, administrator=GIVEN["administrator"], **more))


def backup(**more: Any) -> Backup:
    blobs = Storage("storage", StorageArgs(**SHARED))
    place, workspace = GIVEN["place"], GIVEN["workspace"]
    return Backup("backup", BackupArgs(place=place, workspace=workspace, storage=blobs, database=database(), **more))


def test_storage() -> None:
    asked = record(lambda: Storage("storage", StorageArgs(**SHARED)))
    account = asked.one("storage:StorageAccount")
    assert account["sku"] == {"name": "Standard_GZRS"}
    assert account["minimumTlsVersion"] == "TLS1_2"
    assert account["enableHttpsTrafficOnly"] is True
    assert account["publicNetworkAccess"] == "Disabled"
    assert account["networkRuleSet"]["defaultAction"] == "Deny"
    assert account["encryption"]["requireInfrastructureEncryption"] is True
    for off in ("allowSharedKeyAccess", "allowBlobPublicAccess", "allowCrossTenantReplication", "isLocalUserEnabled"):
        assert account[off] is False
    blobs = asked.one("storage:BlobServiceProperties")
    assert blobs["isVersioningEnabled"] is True
    assert blobs["restorePolicy"]["days"] < blobs["deleteRetentionPolicy"]["days"]
    kept = {
        each.inputs["containerName"]: each.inputs["immutabilityPeriodSinceCreationInDays"]
        for each in asked.of("storage:BlobContainerImmutabilityPolicy")
    }
    assert kept == {"evidence": 365, "backups": 210}
    rules = {each["name"]: each["definition"] for each in asked.one("storage:ManagementPolicy")["policy"]["rules"]}
    assert rules["drop-old-backups"]["filters"]["prefixMatch"] == ["backups/"]
    (listed,) = asked.one("storage:BlobInventoryPolicy")["policy"]["rules"]
    assert listed["destination"] == "inventory"
    assert listed["definition"]["filters"]["prefixMatch"] == ["content/", "backups/"]
    assert rules["drop-old-inventory"]["filters"]["prefixMatch"] == ["inventory/"]
    # Azure refuses to delete what is immutable still: a rule that tries before is a rule that never works.
    assert rules["drop-old-backups"]["actions"]["baseBlob"]["delete"]["daysAfterModificationGreaterThan"] >= 210
    assert {each.inputs["publicAccess"] for each in asked.of("storage:BlobContainer")} == {"None"}


def test_storage_without_a_pair_stays_in_its_region() -> None:
    asked = record(lambda: Storage("storage", StorageArgs(**shared("polandcentral"))))
    assert asked.one("storage:StorageAccount")["sku"] == {"name": "Standard_ZRS"}


def test_vault() -> None:
    asked = record(lambda: Vault("vault", VaultArgs(**SHARED, tenant=GIVEN["tenant"])))
    properties = asked.one("keyvault:Vault")["properties"]
    assert properties["sku"] == {"family": "A", "name": "premium"}
    for on in ("enablePurgeProtection", "enableSoftDelete", "enableRbacAuthorization"):
        assert properties[on] is True
    assert properties["softDeleteRetentionInDays"] == 90
    assert properties["publicNetworkAccess"] == "Disabled"
    assert properties["networkAcls"] == {"bypass": "None", "defaultAction": "Deny"}
    keys = {each.inputs["keyName"]: each.inputs["properties"] for each in asked.of("keyvault:Key")}
    assert keys["tenant-data"]["kty"] == "RSA-HSM"
    assert keys["tenant-data"]["keyOps"] == ["wrapKey", "unwrapKey"]
    assert keys["evidence"]["kty"] == "EC-HSM"
    assert keys["evidence"]["keyOps"] == ["sign", "verify"]


def test_database() -> None:
    asked = record(database)
    server = asked.one("dbforpostgresql:Server")
    assert server["authConfig"]["passwordAuth"] == "Disabled"
    assert server["authConfig"]["activeDirectoryAuth"] == "Enabled"
    assert "administratorLogin" not in server
    assert server["backup"] == {"backupRetentionDays": 35, "geoRedundantBackup": "Enabled"}
    assert server["highAvailability"]["mode"] == "ZoneRedundant"
    assert server["network"] == {"publicNetworkAccess": "Disabled"}
    parameters = {
        each.inputs["configurationName"]: each.inputs["value"] for each in asked.of("dbforpostgresql:Configuration")
    }
    assert parameters["require_secure_transport"] == "on"
    assert parameters["ssl_min_protocol_version"] == "TLSv1.2"
    assert parameters["pgaudit.log_parameter"] == "off"
    assert parameters["log_min_error_statement"] == "panic"


def test_replica() -> None:
    def make() -> None:
        Replica(
            "replica",
            ReplicaArgs(**shared("westeurope"), source=database(), administrator=GIVEN["administrator"]),
        )

    replica = next(each.inputs for each in record(make).of("dbforpostgresql:Server") if each.name == "replica-server")
    assert replica["createMode"] == "Replica"
    assert replica["location"] == "westeurope"
    assert replica["sourceServerResourceId"].endswith("/database-server")
    assert replica["network"] == {"publicNetworkAccess": "Disabled"}


def test_backup() -> None:
    asked = record(backup)
    vault = asked.one("dataprotection:BackupVault")["properties"]
    assert vault["storageSettings"] == [{"datastoreType": "VaultStore", "type": "GeoRedundant"}]
    assert vault["securitySettings"]["immutabilitySettings"] == {"state": "Locked"}
    assert vault["securitySettings"]["softDeleteSettings"]["state"] == "AlwaysOn"
    assert vault["featureSettings"]["crossRegionRestoreSettings"] == {"state": "Enabled"}
    policies = {
        each.inputs["backupPolicyName"]: each.inputs["properties"] for each in asked.of("dataprotection:BackupPolicy")
    }
    assert set(policies) == {"content-daily", "postgres-weekly"}
    for policy in policies.values():
        kept = policy["policyRules"][1]["lifecycles"][0]["deleteAfter"]["duration"]
        assert kept == "P210D"
    (daily,) = policies["content-daily"]["policyRules"][0]["trigger"]["schedule"]["repeatingTimeIntervals"]
    assert daily.endswith("/P1D")
    protected = {
        each.inputs["properties"]["dataSourceInfo"]["datasourceType"]
        for each in asked.of("dataprotection:BackupInstance")
    }
    assert protected == {
        "Microsoft.Storage/storageAccounts/blobServices",
        "Microsoft.DBforPostgreSQL/flexibleServers",
    }  # fmt: skip


def test_a_replica_is_not_maintained_in_the_night_of_the_server_that_it_follows() -> None:
    def make() -> None:
        elsewhere = shared("westeurope")
        Replica("replica", ReplicaArgs(**elsewhere, source=database(), administrator=GIVEN["administrator"]))

    windows = [each.inputs["maintenanceWindow"] for each in record(make).of("dbforpostgresql:Server")]
    assert len(windows) == 2
    assert {window["customWindow"] for window in windows} == {"Enabled"}
    assert len({window["dayOfWeek"] for window in windows}) == 2


def test_network() -> None:
    args = NetworkArgs(place=GIVEN["place"], plan=GIVEN["plan"], workspace=GIVEN["workspace"])
    asked = record(lambda: Network("network", args))
    for group in asked.of("network:NetworkSecurityGroup"):
        denied = {rule["direction"] for rule in group.inputs["securityRules"] if rule["access"] == "Deny"}
        assert denied == {"Inbound", "Outbound"}
        assert all(rule["priority"] == 4096 for rule in group.inputs["securityRules"] if rule["access"] == "Deny")
        assert not any(allows_the_internet(rule) for rule in group.inputs["securityRules"])
    for subnet in asked.of("network:Subnet"):
        assert subnet.inputs["networkSecurityGroup"]["id"]
        assert subnet.inputs["defaultOutboundAccess"] is False
        assert subnet.inputs["privateEndpointNetworkPolicies"] == "Enabled"


def allows_the_internet(rule: Inputs) -> bool:
    everywhere = ("*", "Internet", "0.0.0.0/0")
    inbound = rule["direction"] == "Inbound" and rule["sourceAddressPrefix"] in everywhere
    outbound = rule["direction"] == "Outbound" and rule["destinationAddressPrefix"] in everywhere
    return rule["access"] == "Allow" and (inbound or outbound)


def test_quarantine_is_reached_from_operations_only() -> None:
    args = NetworkArgs(place=GIVEN["place"], plan=GIVEN["plan"], workspace=GIVEN["workspace"])
    asked = record(lambda: Network("network", args))
    rules = next(
        each.inputs["securityRules"] for each in asked.of("network:NetworkSecurityGroup") if "restore" in each.name
    )
    allowed = [
        (rule["sourceAddressPrefix"], rule["destinationPortRanges"]) for rule in rules if rule["access"] == "Allow"
    ]
    assert allowed == [("10.40.8.0/22", ["5432"])]


def test_monitoring() -> None:
    workspace = record(lambda: Monitoring("monitoring", MonitoringArgs(place=GIVEN["place"]))).one(
        "operationalinsights:Workspace"
    )
    assert workspace["retentionInDays"] == 90
    assert workspace["features"]["disableLocalAuth"] is True


EVERYTHING = {"storage": lambda: Storage("storage", StorageArgs(**SHARED)), "backup": backup}


@pytest.mark.parametrize("make", EVERYTHING.values(), ids=EVERYTHING)
def test_every_resource_with_tags_says_whose_it_is_and_what_it_serves(make: Any) -> None:
    asked = record(make)
    tagged = [each for each in asked.resources if "location" in each.inputs]
    assert tagged
    for each in tagged:
        tags = each.inputs["tags"]
        assert tags["environment"] == "test"
        assert tags["owner"] == "platform"
        assert tags["dataClass"] in ("customer", "operational", "public")
        assert tags["commitments"]
        assert max(map(len, tags.values())) <= 256  # Azure's limit


@pytest.mark.parametrize("make", EVERYTHING.values(), ids=EVERYTHING)
def test_what_is_private_has_an_endpoint_a_watch_and_no_way_in_from_outside(make: Any) -> None:
    asked = record(make)
    accounts = asked.of("storage:StorageAccount") + asked.of("dbforpostgresql:Server") + asked.of("keyvault:Vault")
    reached = {
        connection["privateLinkServiceId"]
        for each in asked.of("network:PrivateEndpoint")
        for connection in each.inputs["privateLinkServiceConnections"]
    }
    assert {each.name for each in accounts} == {target.rsplit("/", 1)[-1] for target in reached}
    assert len(asked.of("network:PrivateDnsZoneGroup")) == len(asked.of("network:PrivateEndpoint"))
    assert asked.of("monitor:DiagnosticSetting")


def test_aliases_are_dropped() -> None:
    kept: list[int] = []

    def make() -> None:
        class Watching(Component):
            """Serves RES-1."""

        component = Watching("watching", GIVEN["place"])
        from pulumi_azure_native import resources

        group = resources.ResourceGroup("group", location="northeurope", opts=component.child)
        kept.append(len(group._aliases))

    assert isinstance(record(make), Recorder)
    assert kept == [0]
