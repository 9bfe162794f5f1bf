"""azure-mgmt-postgresqlflexibleservers: a server, what it refuses, and its end. On Azure some ten minutes."""

import uuid
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError
from azure.mgmt.postgresqlflexibleservers import PostgreSQLManagementClient

from tests.local.plane.conformance.conftest import Cloud

pytestmark = pytest.mark.local


def test_server(cloud: Cloud, group: str) -> None:
    client = cloud.client(PostgreSQLManagementClient)
    name = f"cordon-{uuid.uuid4().hex[:12]}"
    body: dict[str, Any] = {
        "location": cloud.location,
        "sku": {"name": "Standard_B1ms", "tier": "Burstable"},
        "properties": {
            "version": "15",
            "storage": {"storageSizeGB": 32},
            "backup": {"backupRetentionDays": 7, "geoRedundantBackup": "Disabled"},
            "authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled", "tenantId": cloud.tenant},
        },
    }
    server = client.servers.begin_create_or_update(group, name, body).result()
    assert server.name == name
    assert server.properties.backup.backup_retention_days == 7
    assert name in [one.name for one in client.servers.list_by_resource_group(group)]
    with pytest.raises(HttpResponseError):
        client.servers.begin_create_or_update(
            group, name, body | {"properties": body["properties"] | {"backup": {"geoRedundantBackup": "Enabled"}}}
        ).result()
    client.databases.begin_create(group, name, "app", {"properties": {"charset": "UTF8"}}).result()
    assert "app" in [one.name for one in client.databases.list_by_server(group, name)]
    client.servers.begin_delete(group, name).result()
    assert name not in [one.name for one in client.servers.list_by_resource_group(group)]
