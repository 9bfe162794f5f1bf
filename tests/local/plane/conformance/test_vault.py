"""azure-keyvault-secrets and -keys with challenge verification on; azure-mgmt-keyvault around them."""

import hashlib
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError, ResourceExistsError, ResourceNotFoundError
from azure.keyvault.keys import KeyClient
from azure.keyvault.keys.crypto import CryptographyClient, KeyWrapAlgorithm, SignatureAlgorithm
from azure.keyvault.secrets import SecretClient
from azure.mgmt.keyvault import KeyVaultManagementClient

from tests.local.plane.conformance.conftest import Cloud

pytestmark = pytest.mark.local

Wait = Callable[[Callable[[], Any]], Any]


@pytest.fixture(scope="module")
def vault(cloud: Cloud, group: str, settled: Wait) -> Iterator[Any]:
    """Deleted and purged at the end: a soft-deleted one would keep its name."""
    made = cloud.vault(group)
    secrets = SecretClient(made.properties.vault_uri, cloud.credential)
    settled(lambda: list(secrets.list_properties_of_secrets()))
    settled(lambda: list(KeyClient(made.properties.vault_uri, cloud.credential).list_properties_of_keys()))
    yield made
    vaults = cloud.client(KeyVaultManagementClient).vaults
    vaults.delete(group, made.name)
    assert vaults.get_deleted(made.name, cloud.location).name == made.name
    vaults.begin_purge_deleted(made.name, cloud.location).result()
    with pytest.raises(ResourceNotFoundError):
        vaults.get_deleted(made.name, cloud.location)


def test_secrets(cloud: Cloud, vault: Any) -> None:
    secrets = SecretClient(vault.properties.vault_uri, cloud.credential)
    first = secrets.set_secret("one", "1", tags={"a": "b"}, content_type="text/plain")
    secrets.set_secret("one", "2")
    assert secrets.get_secret("one").value == "2"
    assert secrets.get_secret("one", first.properties.version).value == "1"
    assert len(list(secrets.list_properties_of_secret_versions("one"))) == 2
    secrets.update_secret_properties("one", enabled=False)
    with pytest.raises(HttpResponseError, match="disabled"):
        secrets.get_secret("one")
    secrets.update_secret_properties("one", enabled=True)
    backup = secrets.backup_secret("one")
    secrets.begin_delete_secret("one").result()
    assert "one" in [one.name for one in secrets.list_deleted_secrets()]
    with pytest.raises(ResourceExistsError):
        secrets.set_secret("one", "3")
    secrets.begin_recover_deleted_secret("one").result()
    assert secrets.get_secret("one").value == "2"
    secrets.begin_delete_secret("one").result()
    secrets.purge_deleted_secret("one")
    with pytest.raises(ResourceNotFoundError):
        secrets.get_secret("one")
    until_restored(secrets, backup)
    assert secrets.get_secret("one").value == "2"


def until_restored(secrets: SecretClient, backup: bytes) -> None:
    """A purge takes a moment on Azure."""
    for _ in range(60):
        try:
            secrets.restore_secret_backup(backup)
        except ResourceExistsError:
            continue
        return
    raise AssertionError("the purged secret's name did not become free")


def test_wrapping(cloud: Cloud, vault: Any) -> None:
    keys = KeyClient(vault.properties.vault_uri, cloud.credential)
    key = keys.create_rsa_key("wrapping", size=2048)
    crypto = CryptographyClient(key, cloud.credential)
    data = os.urandom(32)
    wrapped = crypto.wrap_key(KeyWrapAlgorithm.rsa_oaep_256, data)
    rotated = keys.rotate_key("wrapping")
    assert rotated.properties.version != key.properties.version
    assert crypto.unwrap_key(KeyWrapAlgorithm.rsa_oaep_256, wrapped.encrypted_key).key == data
    newest = CryptographyClient(rotated, cloud.credential)
    with pytest.raises(HttpResponseError):
        newest.unwrap_key(KeyWrapAlgorithm.rsa_oaep_256, wrapped.encrypted_key)


def test_signing(cloud: Cloud, vault: Any) -> None:
    keys = KeyClient(vault.properties.vault_uri, cloud.credential)
    digest = hashlib.sha256(b"evidence").digest()
    for key, algorithm in (
        (keys.create_ec_key("ec", curve="P-256"), SignatureAlgorithm.es256),
        (keys.create_rsa_key("rsa"), SignatureAlgorithm.ps256),
    ):
        crypto = CryptographyClient(key, cloud.credential)
        signed = crypto.sign(algorithm, digest)
        assert crypto.verify(algorithm, digest, signed.signature).is_valid
        assert not crypto.verify(algorithm, hashlib.sha256(b"other").digest(), signed.signature).is_valid


def test_key_backup_and_policy(cloud: Cloud, vault: Any) -> None:
    keys = KeyClient(vault.properties.vault_uri, cloud.credential)
    made = keys.create_rsa_key("kept", key_operations=["sign", "verify"])
    backup = keys.backup_key("kept")
    keys.begin_delete_key("kept").result()
    keys.begin_recover_deleted_key("kept").result()
    assert keys.get_key("kept").id == made.id
    assert backup
    assert keys.get_key_rotation_policy("kept").id
    disabled = keys.update_key_properties("kept", enabled=False)
    with pytest.raises(HttpResponseError):
        CryptographyClient(disabled, cloud.credential).sign(SignatureAlgorithm.rs256, bytes(32))


def test_keys_through_resource_manager(cloud: Cloud, group: str, vault: Any) -> None:
    management = cloud.client(KeyVaultManagementClient)
    body = {"properties": {"kty": "RSA", "keySize": 3072}}
    made = management.keys.create_if_not_exist(group, vault.name, "managed", body)
    again = management.keys.create_if_not_exist(group, vault.name, "managed", body)
    assert made.properties.key_uri_with_version == again.properties.key_uri_with_version
    keys = KeyClient(vault.properties.vault_uri, cloud.credential)
    assert keys.get_key("managed").id == made.properties.key_uri_with_version
