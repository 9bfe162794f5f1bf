"""azure-mgmt-resource, -network, -storage, -cdn and others: made, read, listed, removed."""

import uuid
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.mgmt.cdn import CdnManagementClient
from azure.mgmt.dataprotection import DataProtectionMgmtClient
from azure.mgmt.frontdoor import FrontDoorManagementClient
from azure.mgmt.loganalytics import LogAnalyticsManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.recoveryservices import RecoveryServicesClient
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.storage import StorageManagementClient

from tests.local.plane.conformance.conftest import Cloud

pytestmark = pytest.mark.local


def test_groups(cloud: Cloud) -> None:
    groups = cloud.client(ResourceManagementClient).resource_groups
    name = f"cordon-conformance-{uuid.uuid4().hex[:8]}"
    made = groups.create_or_update(name, {"location": cloud.location, "tags": {"a": "b"}})
    assert made.properties.provisioning_state == "Succeeded"
    assert groups.get(name.upper()).name == name
    assert groups.update(name, {"tags": {"c": "d"}}).tags == {"c": "d"}
    assert name in [group.name for group in groups.list()]
    groups.begin_delete(name).result()
    assert not groups.check_existence(name)
    with pytest.raises(ResourceNotFoundError, match="ResourceGroupNotFound"):
        groups.get(name)


def test_network(cloud: Cloud, group: str) -> None:
    network = cloud.client(NetworkManagementClient)
    rules = network.network_security_groups.begin_create_or_update(
        group, "rules", {"location": cloud.location}
    ).result()
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    body = {"location": cloud.location, "properties": space}
    network.virtual_networks.begin_create_or_update(group, "net", body).result()
    subnet = {"properties": {"addressPrefix": "10.0.1.0/24", "networkSecurityGroup": {"id": rules.id}}}
    network.subnets.begin_create_or_update(group, "net", "inner", subnet).result()
    shown = network.virtual_networks.get(group, "NET")
    assert [one.name for one in shown.properties.subnets] == ["inner"]
    with pytest.raises(HttpResponseError, match="InUseNetworkSecurityGroupCannotBeDeleted"):
        network.network_security_groups.begin_delete(group, "rules").result()
    network.virtual_networks.begin_delete(group, "net").result()
    network.network_security_groups.begin_delete(group, "rules").result()
    with pytest.raises(ResourceNotFoundError, match="ResourceNotFound"):
        network.virtual_networks.get(group, "net")


def test_storage(cloud: Cloud, group: str) -> None:
    storage = cloud.client(StorageManagementClient)
    name = f"cordon{uuid.uuid4().hex[:16]}"
    assert storage.storage_accounts.check_name_availability(
        {"name": name, "type": "Microsoft.Storage/storageAccounts"}
    ).name_available
    body = {
        "location": cloud.location,
        "sku": {"name": "Standard_LRS"},
        "kind": "StorageV2",
        "properties": {"minimumTlsVersion": "TLS1_2", "allowBlobPublicAccess": False},
    }
    made = storage.storage_accounts.begin_create(group, name, body).result()
    assert made.properties.minimum_tls_version == "TLS1_2"
    settings = storage.blob_services.set_service_properties(group, name, {"properties": {"isVersioningEnabled": True}})
    assert settings.name == "default"
    storage.blob_containers.create(group, name, "content", {})
    assert [one.name for one in storage.blob_containers.list(group, name)] == ["content"]
    assert len(storage.storage_accounts.list_keys(group, name).keys_property) == 2
    assert not storage.storage_accounts.check_name_availability(
        {"name": name, "type": "Microsoft.Storage/storageAccounts"}
    ).name_available
    storage.storage_accounts.delete(group, name)
    storage.storage_accounts.delete(group, name)  # what is gone can be deleted


def test_backup_vault(cloud: Cloud, group: str) -> None:
    protection = cloud.client(DataProtectionMgmtClient)
    store = [{"datastoreType": "VaultStore", "type": "LocallyRedundant"}]
    body = {
        "location": cloud.location,
        "identity": {"type": "SystemAssigned"},
        "properties": {"storageSettings": store},
    }
    vault = protection.backup_vaults.begin_create_or_update(group, "backup", body).result()
    assert vault.identity.principal_id
    assert [one.name for one in protection.backup_vaults.get_in_resource_group(group)] == ["backup"]
    protection.backup_vaults.begin_delete(group, "backup").result()


def test_front_door(cloud: Cloud, group: str) -> None:
    cdn = cloud.client(CdnManagementClient)
    sku = {"name": "Premium_AzureFrontDoor"}
    cdn.profiles.begin_create(group, "door", {"location": "global", "sku": sku}).result()
    endpoint = cdn.afd_endpoints.begin_create(group, "door", "app", {"location": "global", "properties": {}}).result()
    assert endpoint.properties.host_name
    with pytest.raises(HttpResponseError, match="LocationNotAvailableForResourceType"):
        cdn.profiles.begin_create(group, "other", {"location": cloud.location, "sku": sku}).result()
    policies = cloud.client(FrontDoorManagementClient).policies
    settings = {"policySettings": {"enabledState": "Enabled", "mode": "Prevention"}}
    body: dict[str, Any] = {"location": "global", "sku": sku, "properties": settings}
    made = policies.begin_create_or_update(group, "firewall", body).result()
    assert made.properties.policy_settings.mode == "Prevention"
    cdn.profiles.begin_delete(group, "door").result()
    policies.begin_delete(group, "firewall").result()


def test_workspace_and_recovery_vault(cloud: Cloud, group: str) -> None:
    logs = cloud.client(LogAnalyticsManagementClient)
    body = {"location": cloud.location, "properties": {"retentionInDays": 90, "sku": {"name": "PerGB2018"}}}
    made = logs.workspaces.begin_create_or_update(group, "cordon-logs", body).result()
    assert made.properties.retention_in_days == 90
    recovery = cloud.client(RecoveryServicesClient)
    vault = {"location": cloud.location, "sku": {"name": "Standard"}, "properties": {"publicNetworkAccess": "Disabled"}}
    assert recovery.vaults.begin_create_or_update(group, "recovery", vault).result().name == "recovery"


def test_lists_and_filters(cloud: Cloud, group: str) -> None:
    resources = cloud.client(ResourceManagementClient)
    network = cloud.client(NetworkManagementClient)
    body = {"location": cloud.location, "tags": {"conformance": group}}
    for name in ("one", "two"):
        network.route_tables.begin_create_or_update(group, name, body).result()
    kind = "resourceType eq 'Microsoft.Network/routeTables'"
    assert {one.name for one in resources.resources.list_by_resource_group(group, filter=kind)} == {"one", "two"}
    assert {one.name for one in network.route_tables.list(group)} == {"one", "two"}
    assert resources.providers.get("Microsoft.Network").registration_state == "Registered"


def test_names_are_taken_once(cloud: Cloud, group: str) -> None:
    storage = cloud.client(StorageManagementClient)
    body = {"location": cloud.location, "sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
    name = f"cordon{uuid.uuid4().hex[:16]}"
    storage.storage_accounts.begin_create(group, name, body).result()
    groups = cloud.client(ResourceManagementClient).resource_groups
    other = f"cordon-conformance-{uuid.uuid4().hex[:8]}"
    groups.create_or_update(other, {"location": cloud.location})
    try:
        with pytest.raises((ResourceExistsError, HttpResponseError), match="StorageAccountAlreadyTaken"):
            storage.storage_accounts.begin_create(other, name, body).result()
    finally:
        groups.begin_delete(other).result()
