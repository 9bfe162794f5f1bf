"""Keys of our own: off unless asked for; then over blobs and databases, and over the copies in the paired region."""

from collections.abc import Callable
from typing import Any

import pytest

from components.customer_keys import CustomerKeys, CustomerKeysArgs, StoreKeys
from components.database import Database, DatabaseArgs, Replica, ReplicaArgs
from components.stamp import Stamp, StampArgs
from tests.components.recording import place, record, surroundings

GIVEN = surroundings()
DATA: dict[str, Any] = {key: GIVEN[key] for key in ("place", "link", "workspace", "administrator")}


def stamp(where: str = "northeurope", **more: Any) -> Stamp:
    who = {key: GIVEN[key] for key in ("plan", "tenant", "operator", "administrator")}
    return Stamp("it", StampArgs(place=place(where), **who, **more))


def keys(where: str = "northeurope", geo: bool = False) -> CustomerKeys:
    args = CustomerKeysArgs(place=place(where), tenant=GIVEN["tenant"], link=GIVEN["link"], geo=geo)
    return CustomerKeys("geo" if geo else "keys", args)


def test_by_default_the_provider_keeps_the_keys() -> None:
    asked = record(stamp)
    assert {each.inputs["encryption"]["keySource"] for each in asked.of("storage:StorageAccount")} == {
        "Microsoft.Storage"
    }
    assert "dataEncryption" not in asked.one("dbforpostgresql:Server")
    assert len(asked.of("keyvault:Vault")) == 1


def test_keys_of_our_own_wrap_blobs_database_and_its_copies() -> None:
    asked = record(lambda: stamp(customer_managed=True))
    content = next(each.inputs for each in asked.of("storage:StorageAccount") if each.name == "storage-it-account")
    assert content["encryption"]["keySource"] == "Microsoft.Keyvault"
    assert content["encryption"]["keyVaultProperties"] == {
        "keyName": "storage", "keyVaultUri": "https://kv-test-ne-cmk-ab3de.vault.azure.net/",
    }  # fmt: skip
    assert content["encryption"]["requireInfrastructureEncryption"] is True
    server = asked.one("dbforpostgresql:Server")
    wrapped = server["dataEncryption"]
    assert wrapped["type"] == "AzureKeyVault"
    assert wrapped["primaryKeyURI"] == "https://kv-test-ne-cmk-ab3de.vault.azure.net/keys/postgres"
    assert wrapped["geoBackupKeyURI"] == "https://kv-test-we-geo-ab3de.vault.azure.net/keys/postgres"
    assert set(server["identity"]["userAssignedIdentities"]) == {
        wrapped["primaryUserAssignedIdentityId"], wrapped["geoBackupUserAssignedIdentityId"],
    }  # fmt: skip


def test_the_keys_of_copies_are_where_the_copies_are() -> None:
    asked = record(lambda: keys(geo=True))
    assert asked.one("keyvault:Vault")["location"] == "westeurope"
    assert asked.one("managedidentity:UserAssignedIdentity")["location"] == "westeurope"
    assert asked.one("network:PrivateEndpoint")["location"] == "northeurope"
    assert [each.inputs["keyName"] for each in asked.of("keyvault:Key")] == ["postgres"]


def test_who_wraps_may_do_no_more() -> None:
    asked = record(keys)
    assert asked.one("authorization:RoleAssignment")["roleDefinitionId"].endswith(
        "e147488a-f6f5-4113-8e2d-b22465e65bf6"
    )
    assert asked.one("keyvault:Vault")["properties"]["publicNetworkAccess"] == "Disabled"
    for key in asked.of("keyvault:Key"):
        assert key.inputs["properties"]["kty"] == "RSA-HSM"
        assert key.inputs["properties"]["rotationPolicy"]["lifetimeActions"][0]["action"] == {"type": "rotate"}


def test_without_copies_elsewhere_there_is_one_vault() -> None:
    def make() -> None:
        Database("database", DatabaseArgs(**DATA, geo_redundant=False, keys=StoreKeys(keys())))

    asked = record(make)
    assert "geoBackupKeyURI" not in asked.one("dbforpostgresql:Server")["dataEncryption"]


def test_a_replica_has_the_keys_of_its_own_region() -> None:
    def make() -> None:
        source = Database("database", DatabaseArgs(**DATA))
        there = StoreKeys(keys("westeurope"), keys(geo=True))
        elsewhere: dict[str, Any] = DATA | {"place": place("westeurope")}
        Replica("replica", ReplicaArgs(**elsewhere, source=source, keys=there))

    server = next(
        each.inputs for each in record(make).of("dbforpostgresql:Server") if each.inputs["createMode"] == "Replica"
    )
    assert server["dataEncryption"]["primaryKeyURI"] == "https://kv-test-we-cmk-ab3de.vault.azure.net/keys/postgres"
    assert "geoBackupKeyURI" not in server["dataEncryption"]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: DatabaseArgs(**DATA, keys=StoreKeys(keys())),
            "keys have none for the copies in the paired region; allowed are keys with geo, or geo_redundant false.",
        ),
        (
            lambda: keys("polandcentral", geo=True),
            "geo is not possible in polandcentral; it has no paired region in the EU.",
        ),
    ],
)
def test_refusal(make: Callable[[], object], sentence: str) -> None:
    refusals: list[str] = []

    def run() -> None:
        try:
            make()
        except ValueError as refused:
            refusals.append(str(refused))

    record(run)
    assert refusals == [sentence]
