"""Flexible servers and storage accounts as Microsoft's own clients see them; the control plane is killed on the way."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import jwt
import psycopg
import pytest
from azure.core.exceptions import HttpResponseError
from azure.identity import ClientSecretCredential
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.postgresqlflexibleservers import PostgreSQLManagementClient
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.storage import StorageManagementClient
from azure.storage.blob import BlobServiceClient
from psycopg.conninfo import make_conninfo

from local import lifecycle
from local.data.processes import Process
from local.home import Home
from tests.conftest import temporary_home

pytestmark = pytest.mark.local
DATABASES = "https://ossrdbms-aad.database.windows.net/.default"
NORTH, WEST, SERVER = "rg-north", "rg-west", "psql-arm-one"
SKU = {"name": "Standard_D2ds_v5", "tier": "GeneralPurpose"}
PRIVATE = {"publicNetworkAccess": "Disabled"}


@dataclass
class Azure:
    """The local plane by the official clients."""

    home: Home
    values: dict[str, str]

    @cached_property
    def credential(self) -> ClientSecretCredential:
        values = self.values
        names = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET")
        return ClientSecretCredential(
            *(values[name] for name in names),
            authority=values["AZURE_AUTHORITY_HOST"],
            disable_instance_discovery=True,
            connection_verify=values["SSL_CERT_FILE"],
        )

    def client(self, kind: Any) -> Any:
        return kind(
            self.credential,
            self.values["AZURE_SUBSCRIPTION_ID"],
            base_url=self.values["ARM_ENDPOINT"],
            credential_scopes=["https://management.azure.com/.default"],
            polling_interval=0.2,
            connection_verify=self.values["SSL_CERT_FILE"],
        )

    @cached_property
    def postgres(self) -> Any:
        return self.client(PostgreSQLManagementClient)

    @property
    def token(self) -> str:
        return self.credential.get_token(DATABASES).token

    @property
    def object_id(self) -> str:
        return jwt.decode(self.token, options={"verify_signature": False})["oid"]

    def connect(self, host: str, **other: str) -> psycopg.Connection[Any]:
        sign_in = {"user": "cordon-operator", "password": self.token, "dbname": "app"} | other
        tls = {"sslmode": "verify-full", "sslrootcert": self.values["PGSSLROOTCERT"]}
        return psycopg.connect(make_conninfo(host=host, **tls, **sign_in), autocommit=True)

    def restore(self, name: str, group: str, location: str, mode: str, at: datetime | None = None) -> Any:
        source = self.postgres.servers.get(NORTH, SERVER).id
        properties = {"createMode": mode, "sourceServerResourceId": source, "network": PRIVATE}
        if at:
            properties["pointInTimeUTC"] = at.isoformat()
        body = {"location": location, "sku": SKU, "properties": properties}
        return self.postgres.servers.begin_create_or_update(group, name, body)

    def open(self, target: str, name: str) -> None:
        """A private endpoint in the subnet."""
        network = self.client(NetworkManagementClient)
        subnet = network.subnets.get(NORTH, "vnet", "endpoints").id
        connection = {"name": "c", "properties": {"privateLinkServiceId": target, "groupIds": ["postgresqlServer"]}}
        properties = {"subnet": {"id": subnet}, "privateLinkServiceConnections": [connection]}
        body = {"location": "northeurope", "properties": properties}
        network.private_endpoints.begin_create_or_update(NORTH, name, body).result()


@pytest.fixture(scope="module")
def azure() -> Iterator[Azure]:
    home = temporary_home("arm")
    lifecycle.start(home)
    lines = home.env_file.read_text().splitlines()
    azure = Azure(home, dict(line.split("=", 1) for line in lines if "=" in line))
    groups = azure.client(ResourceManagementClient).resource_groups
    for name, location in ((NORTH, "northeurope"), (WEST, "westeurope")):
        groups.create_or_update(name, {"location": location})
    subnets = [{"name": "endpoints", "properties": {"addressPrefix": "10.0.1.0/24"}}]
    space = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": subnets}
    networks = azure.client(NetworkManagementClient).virtual_networks
    networks.begin_create_or_update(NORTH, "vnet", {"location": "northeurope", "properties": space}).result()
    yield azure
    pids = [int(file.read_text().split()[0]) for file in home.run.glob("*.pid")]
    assert len(pids) > 3
    lifecycle.remove(home)
    assert not home.root.exists()
    assert not [pid for pid in pids if runs(pid)]


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def server(azure: Azure) -> Any:
    properties = {
        "version": "15",
        "createMode": "Create",
        "backup": {"backupRetentionDays": 35, "geoRedundantBackup": "Enabled"},
        "authConfig": {"activeDirectoryAuth": "Enabled", "passwordAuth": "Disabled"},
        "network": PRIVATE,
    }
    body = {"location": "northeurope", "sku": SKU, "properties": properties}
    server = azure.postgres.servers.begin_create_or_update(NORTH, SERVER, body).result()
    administrator = {"principalName": "cordon-operator", "principalType": "ServicePrincipal"}
    azure.postgres.administrators_microsoft_entra.begin_create_or_update(
        NORTH, SERVER, azure.object_id, {"properties": administrator}
    ).result()
    value = {"properties": {"value": "amcheck,pgcrypto", "source": "user-override"}}
    azure.postgres.configurations.begin_put(NORTH, SERVER, "azure.extensions", value).result()
    azure.postgres.databases.begin_create(NORTH, SERVER, "app", {"properties": {"charset": "UTF8"}}).result()
    return server


def test_a_server_is_closed_until_a_private_endpoint_opens_it(azure: Azure, server: Any) -> None:
    host = server.fully_qualified_domain_name
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        azure.connect(host)
    azure.open(server.id, "endpoint-one")
    with azure.connect(host) as session:
        session.execute("CREATE EXTENSION amcheck")
        session.execute("CREATE TABLE event (n int PRIMARY KEY)")
        session.execute("INSERT INTO event VALUES (1)")
        session.execute("SELECT bt_index_check('event_pkey'::regclass, true)")
        assert session.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("CREATE EXTENSION dblink")  # not on the list
    connections = azure.postgres.private_endpoint_connections.list_by_server(NORTH, SERVER)
    assert [one.private_link_service_connection_state.status for one in connections] == ["Approved"]


def test_only_the_principals_own_database_token_signs_in(azure: Azure, server: Any) -> None:
    host = server.fully_qualified_domain_name
    manager = azure.credential.get_token("https://management.azure.com/.default").token
    changed = azure.token[:-6] + ("AAAAAA" if not azure.token.endswith("AAAAAA") else "BBBBBB")
    for other in ({"password": manager}, {"password": changed}, {"password": "x"}, {"user": "azure_pg_admin"}):
        with pytest.raises(psycopg.OperationalError, match="LDAP authentication failed"):
            azure.connect(host, **other)
    with pytest.raises(psycopg.OperationalError, match="rejects connection"):
        azure.connect(host, user="azuresu")


def test_parameters_are_real_and_wrong_ones_refused(azure: Azure, server: Any) -> None:
    change = azure.postgres.configurations.begin_put
    changed = change(NORTH, SERVER, "work_mem", {"properties": {"value": "8192", "source": "user-override"}}).result()
    assert changed.properties.is_dynamic_config
    with azure.connect(server.fully_qualified_domain_name) as session:
        assert session.execute("SHOW work_mem").fetchone() == ("8MB",)
    for name, value, code in (
        ("no_such", "1", "ConfigurationNotExists"),
        ("archive_mode", "off", "ConfigurationReadOnly"),
        ("azure.extensions", "nonsense", "InvalidParameterValue"),
        ("work_mem", "much", "InvalidParameterValue"),
    ):
        with pytest.raises(HttpResponseError) as refused:
            change(NORTH, SERVER, name, {"properties": {"value": value, "source": "user-override"}}).result()
        assert refused.value.error
        assert refused.value.error.code == code
    assert len(list(azure.postgres.configurations.list_by_server(NORTH, SERVER))) > 300


def test_what_azure_refuses_to_restore_is_refused_before_anything_is_made(azure: Azure, server: Any) -> None:
    now, day = datetime.now(UTC), timedelta(days=1)
    for where, mode, at in (
        ("westeurope", "PointInTimeRestore", now),
        ("northeurope", "PointInTimeRestore", now + day),
        ("northeurope", "PointInTimeRestore", now - day),
        ("northeurope", "PointInTimeRestore", None),
        ("swedencentral", "GeoRestore", None),
        ("westeurope", "GeoRestore", now - day),
    ):
        with pytest.raises(HttpResponseError) as refused:
            azure.restore("psql-refused", NORTH, where, mode, at)
        assert refused.value.error
        assert refused.value.error.code in ("InvalidParameterValue", "GeoBackupNotAvailable")
        with pytest.raises(HttpResponseError):
            azure.postgres.servers.get(NORTH, "psql-refused")


def test_a_restore_to_a_point_in_time_survives_the_death_of_the_plane(azure: Azure, server: Any) -> None:
    azure.postgres.backups_automatic_and_on_demand.begin_create(NORTH, SERVER, "before-the-damage").result()
    kinds = {
        one.name: one.backup_type
        for one in azure.postgres.backups_automatic_and_on_demand.list_by_server(NORTH, SERVER)
    }
    assert kinds.pop("before-the-damage") == "Customer On-Demand"
    assert list(kinds.values()) == ["Full"]
    time.sleep(0.05)
    at = datetime.now(UTC)
    time.sleep(0.05)
    with azure.connect(server.fully_qualified_domain_name) as session:
        session.execute("DELETE FROM event")
    azure.restore("psql-arm-copy", NORTH, "northeurope", "PointInTimeRestore", at)
    time.sleep(1.5)
    plane, one = (Process(azure.home, name) for name in ("plane", f"postgres-{SERVER}"))
    before = one.pid
    assert before
    assert plane.pid
    os.kill(plane.pid, signal.SIGKILL)
    while plane.pid:
        time.sleep(0.05)
    lifecycle.start(azure.home)
    assert one.pid == before  # the database never noticed
    while (copy := azure.postgres.servers.get(NORTH, "psql-arm-copy")).state != "Ready":
        time.sleep(0.2)
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba\.conf entry"):
        azure.connect(copy.fully_qualified_domain_name)  # isolated: endpoints and rules aren't copied
    azure.open(copy.id, "endpoint-two")
    with azure.connect(copy.fully_qualified_domain_name) as session:
        assert session.execute("SELECT n FROM event").fetchall() == [(1,)]
    azure.postgres.servers.begin_delete(NORTH, "psql-arm-copy").result()
    assert not (azure.home.postgres / "psql-arm-copy").exists()
    with pytest.raises(psycopg.OperationalError):
        azure.connect(copy.fully_qualified_domain_name)


def test_a_storage_account_answers_to_its_keys_and_to_tokens(azure: Azure) -> None:
    storage = azure.client(StorageManagementClient)
    body = {"location": "northeurope", "kind": "StorageV2", "sku": {"name": "Standard_RAGZRS"}, "properties": {}}
    account = storage.storage_accounts.begin_create(NORTH, "armcontent", body).result()
    assert account.secondary_location == "westeurope"
    storage.blob_containers.create(NORTH, "armcontent", "content", {})
    key = storage.storage_accounts.list_keys(NORTH, "armcontent")["keys"][0].value
    for credential in (azure.credential, {"account_name": "armcontent", "account_key": key}):
        verify = azure.values["SSL_CERT_FILE"]
        with BlobServiceClient(
            account.primary_endpoints.blob, credential=credential, connection_verify=verify
        ) as blobs:
            blob = blobs.get_blob_client("content", "tenant/one")
            blob.upload_blob(b"bytes", overwrite=True)
            assert blob.download_blob().readall() == b"bytes"
    storage.storage_accounts.delete(NORTH, "armcontent")
    assert not (azure.home.storage / "armcontent").exists()
    with pytest.raises(HttpResponseError):
        storage.storage_accounts.begin_create(NORTH, "backupnortheurope", body)
