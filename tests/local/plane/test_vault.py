"""Key Vault's data plane: secrets, keys, soft delete, roles, network."""

import hashlib
import time
from typing import Any

import httpx
import pytest

from local.plane import vault_crypto
from tests.local.plane.harness import InProcess, code

ADMINISTRATOR = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"
numbers = iter(range(1, 100))


class Vault:
    """A vault of its own, the operator its administrator unless told otherwise."""

    def __init__(self, azure: InProcess, *, administrator: bool = True, **properties: Any) -> None:
        self.azure, self.name = azure, f"vault{next(numbers):04}"
        group = azure.group("vaults")
        self.body: dict[str, Any] = {
            "location": "northeurope",
            "properties": {
                "tenantId": azure.plane.tenant,
                "sku": {"family": "A", "name": "premium"},
                "enableRbacAuthorization": True,
                **properties,
            },
        }
        self.id = azure.make(f"{group}/providers/Microsoft.KeyVault/vaults/{self.name}", self.body)["id"]
        self.url = f"https://{self.name}.vault.localhost:{azure.plane.port}"
        if administrator:
            self.give(ADMINISTRATOR, azure.plane.operator.object_id)

    def give(self, role: str, principal: str) -> None:
        name = f"{next(numbers):08}-1111-1111-1111-111111111111"
        definition = f"{self.azure.scope}/providers/Microsoft.Authorization/roleDefinitions/{role}"
        properties = {"roleDefinitionId": definition, "principalId": principal}
        path = f"{self.id}/providers/Microsoft.Authorization/roleAssignments/{name}"
        self.azure.make(path, {"properties": properties})

    def send(self, method: str, path: str, body: Any = None, token: str = "") -> httpx.Response:
        token = token or self.azure.token(audience="https://vault.azure.net")
        return self.azure.send(method, self.url + path, body, token=token, version="7.5")

    def good(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.send(method, path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()


def inner(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"].get("innererror", {}).get("code", "")


def test_challenge_names_tenant_and_resource(azure: InProcess) -> None:
    answer = azure.raw("GET", Vault(azure).url + "/secrets?api-version=7.5")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == (
        f'Bearer authorization="https://localhost:8443/{azure.plane.tenant}", resource="https://vault.localhost:8443"'
    )


def test_owner_of_the_subscription_reads_no_secret(azure: InProcess) -> None:
    vault = Vault(azure, administrator=False)
    assert inner(vault.send("PUT", "/secrets/a", {"value": "x"})) == (403, "ForbiddenByRbac")
    assert inner(vault.send("GET", "/secrets/a")) == (403, "ForbiddenByRbac")


def test_a_narrow_role_is_narrow(azure: InProcess) -> None:
    vault = Vault(azure)
    vault.good("PUT", "/secrets/a", {"value": "x"})
    user, _ = azure.plane.principals.add("user")
    vault.give(SECRETS_USER, user.object_id)
    token = azure.token(user, audience="https://vault.azure.net")
    assert vault.send("GET", "/secrets/a", token=token).json()["value"] == "x"
    assert inner(vault.send("PUT", "/secrets/a", {"value": "y"}, token=token)) == (403, "ForbiddenByRbac")
    assert inner(vault.send("GET", "/keys", token=token)) == (403, "ForbiddenByRbac")


def test_tokens_for_other_services_stay_outside(azure: InProcess) -> None:
    vault = Vault(azure)
    assert vault.send("GET", "/secrets", token=azure.token()).status_code == 401
    expired = azure.token(audience="https://vault.azure.net", lifetime=-5)
    assert vault.send("GET", "/secrets", token=expired).status_code == 401


def test_versions(azure: InProcess) -> None:
    vault = Vault(azure)
    first = vault.good("PUT", "/secrets/S", {"value": "1", "tags": {"a": "b"}, "contentType": "text"})
    second = vault.good("PUT", "/secrets/s", {"value": "2"})
    assert vault.good("GET", "/secrets/s")["value"] == "2"
    assert vault.good("GET", "/secrets/s/" + first["id"].rsplit("/", 1)[1])["value"] == "1"
    listed = [one["id"] for one in vault.good("GET", "/secrets/s/versions")["value"]]
    assert listed[0].lower() == second["id"].lower()
    assert len(listed) == 2
    vault.good("PATCH", "/secrets/s", {"attributes": {"enabled": False}})
    assert inner(vault.send("GET", "/secrets/s")) == (403, "SecretDisabled")
    assert code(vault.send("GET", "/secrets/none")) == (404, "SecretNotFound")


def test_lists_come_in_pages(azure: InProcess) -> None:
    vault = Vault(azure)
    for number in range(5):
        vault.good("PUT", f"/secrets/s{number}", {"value": "x"})
    page = vault.azure.send(
        "GET",
        vault.url + "/secrets",
        query={"maxresults": "3"},
        version="7.5",
        token=azure.token(audience="https://vault.azure.net"),
    ).json()
    assert len(page["value"]) == 3
    rest = azure.send(
        "GET", page["nextLink"], version=None, token=azure.token(audience="https://vault.azure.net")
    ).json()
    assert [one["id"].rsplit("/", 1)[1] for one in rest["value"]] == ["s3", "s4"]
    assert rest["nextLink"] is None


def test_soft_delete_recover_purge(azure: InProcess) -> None:
    vault = Vault(azure)
    vault.good("PUT", "/secrets/a", {"value": "x"})
    gone = vault.good("DELETE", "/secrets/a")
    assert gone["scheduledPurgeDate"] - gone["deletedDate"] == 90 * 86400
    assert "value" not in gone
    assert vault.send("GET", "/secrets/a").status_code == 404
    assert inner(vault.send("PUT", "/secrets/a", {"value": "y"})) == (409, "ObjectIsDeletedButRecoverable")
    vault.good("POST", "/deletedsecrets/a/recover")
    assert vault.good("GET", "/secrets/a")["value"] == "x"
    vault.good("DELETE", "/secrets/a")
    assert vault.send("DELETE", "/deletedsecrets/a").status_code == 204
    assert vault.send("GET", "/deletedsecrets/a").status_code == 404
    vault.good("PUT", "/secrets/a", {"value": "new"})


def test_purge_protection(azure: InProcess) -> None:
    vault = Vault(azure, enablePurgeProtection=True)
    vault.good("PUT", "/secrets/a", {"value": "x"})
    vault.good("DELETE", "/secrets/a")
    assert vault.send("DELETE", "/deletedsecrets/a").status_code == 403
    weaker = vault.body | {"properties": vault.body["properties"] | {"enablePurgeProtection": False}}
    assert azure.send("PUT", vault.id, weaker).status_code == 400


def test_backup_and_restore_into_another_vault(azure: InProcess) -> None:
    vault, other = Vault(azure), Vault(azure)
    vault.good("PUT", "/secrets/a", {"value": "1"})
    vault.good("PUT", "/secrets/a", {"value": "2"})
    blob = vault.good("POST", "/secrets/a/backup")
    assert vault.send("POST", "/secrets/restore", blob).status_code == 409
    other.good("POST", "/secrets/restore", blob)
    assert other.good("GET", "/secrets/a")["value"] == "2"
    assert len(other.good("GET", "/secrets/a/versions")["value"]) == 2
    assert code(other.send("POST", "/secrets/restore", {"value": blob["value"][:-8] + "AAAAAAAA"})) == (
        400,
        "BadParameter",
    )
    assert code(other.send("POST", "/keys/restore", blob)) == (400, "BadParameter")


def test_backup_stays_in_its_geography(azure: InProcess) -> None:
    vault = Vault(azure)
    vault.good("PUT", "/secrets/a", {"value": "1"})
    blob = vault.good("POST", "/secrets/a/backup")
    far = Vault(azure)
    stored = azure.plane.store.get(far.id)
    assert stored is not None
    azure.plane.store.put(stored | {"location": "uksouth"})
    assert code(far.send("POST", "/secrets/restore", blob)) == (400, "BadParameter")


def test_wrap_survives_rotation(azure: InProcess) -> None:
    vault = Vault(azure)
    key = vault.good("POST", "/keys/k/create", {"kty": "RSA", "key_size": 2048})["key"]
    version = key["kid"].rsplit("/", 1)[1]
    data = vault_crypto.encode(b"d" * 32)
    wrapped = vault.good("POST", "/keys/k/wrapkey", {"alg": "RSA-OAEP-256", "value": data})
    rotated = vault.good("POST", "/keys/k/rotate")["key"]
    assert rotated["n"] != key["n"]
    asked = {"alg": "RSA-OAEP-256", "value": wrapped["value"]}
    assert vault.good("POST", f"/keys/k/{version}/unwrapkey", asked)["value"] == data
    assert vault.send("POST", "/keys/k/unwrapkey", asked).status_code == 400


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        ({"kty": "RSA"}, "RS256"),
        ({"kty": "RSA-HSM"}, "PS256"),
        ({"kty": "EC", "crv": "P-256"}, "ES256"),
        ({"kty": "EC", "crv": "P-521"}, "ES512"),
    ],
)
def test_sign_and_verify(azure: InProcess, key: dict[str, str], algorithm: str) -> None:
    vault = Vault(azure)
    vault.good("POST", "/keys/k/create", key)
    hashed = {"256": hashlib.sha256, "512": hashlib.sha512}[algorithm[2:]]
    digest, other = (vault_crypto.encode(hashed(text).digest()) for text in (b"one", b"two"))
    signed = vault.good("POST", "/keys/k/sign", {"alg": algorithm, "value": digest})["value"]
    assert vault.good("POST", "/keys/k/verify", {"alg": algorithm, "digest": digest, "value": signed})["value"] is True
    assert vault.good("POST", "/keys/k/verify", {"alg": algorithm, "digest": other, "value": signed})["value"] is False
    assert vault.send("POST", "/keys/k/sign", {"alg": "HS256", "value": digest}).status_code == 400
    assert vault.send("POST", "/keys/k/sign", {"alg": algorithm, "value": "AAAA"}).status_code == 400


def test_keys_are_used_only_as_they_may_be(azure: InProcess) -> None:
    vault = Vault(azure)
    at = int(time.time())
    data = {"alg": "RSA-OAEP", "value": vault_crypto.encode(b"x")}
    vault.good("POST", "/keys/k/create", {"kty": "RSA", "key_ops": ["wrapKey", "unwrapKey"]})
    assert inner(vault.send("POST", "/keys/k/encrypt", data)) == (403, "KeyOperationForbidden")
    wrapped = vault.good("POST", "/keys/k/wrapkey", data)
    vault.good("PATCH", "/keys/k", {"attributes": {"exp": at - 10}})
    assert inner(vault.send("POST", "/keys/k/wrapkey", data)) == (403, "KeyExpired")
    asked = {"alg": "RSA-OAEP", "value": wrapped["value"]}
    assert vault.good("POST", "/keys/k/unwrapkey", asked)["value"] == data["value"]
    vault.good("PATCH", "/keys/k", {"attributes": {"exp": at + 900, "nbf": at + 600}})
    assert inner(vault.send("POST", "/keys/k/wrapkey", data)) == (403, "KeyNotYetValid")
    vault.good("PATCH", "/keys/k", {"attributes": {"enabled": False}})
    assert inner(vault.send("POST", "/keys/k/unwrapkey", asked)) == (403, "KeyDisabled")


def test_hsm_keys_need_a_premium_vault(azure: InProcess) -> None:
    vault = Vault(azure, sku={"family": "A", "name": "standard"})
    assert code(vault.send("POST", "/keys/k/create", {"kty": "RSA-HSM"})) == (400, "BadParameter")
    assert code(vault.send("POST", "/keys/k/create", {"kty": "RSA", "key_size": 1024})) == (400, "BadParameter")


def test_material_is_encrypted_at_rest(azure: InProcess) -> None:
    vault = Vault(azure)
    vault.good("PUT", "/secrets/a", {"value": "needle-in-the-haystack"})
    for path in azure.plane.home.root.glob("plane.db*"):
        assert b"needle-in-the-haystack" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_a_closed_vault_is_reached_by_private_endpoint_only(azure: InProcess) -> None:
    vault = Vault(azure, publicNetworkAccess="Disabled")
    assert inner(vault.send("GET", "/secrets")) == (403, "ForbiddenByConnection")
    group = azure.group("vaults")
    network = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    network_id = f"{group}/providers/Microsoft.Network/virtualNetworks/net"
    azure.make(network_id, {"location": "northeurope", "properties": network})
    azure.make(network_id + "/subnets/s", {"properties": {"addressPrefix": "10.0.0.0/24"}})
    connection = {"name": "c", "properties": {"privateLinkServiceId": vault.id, "groupIds": ["vault"]}}
    properties = {"subnet": {"id": network_id + "/subnets/s"}, "privateLinkServiceConnections": [connection]}
    path = f"{group}/providers/Microsoft.Network/privateEndpoints/vaultpe"
    azure.make(path, {"location": "northeurope", "properties": properties})
    assert vault.send("GET", "/secrets").status_code == 200
    azure.call("DELETE", path)
    assert inner(vault.send("GET", "/secrets")) == (403, "ForbiddenByConnection")


def test_access_policies_where_roles_are_off(azure: InProcess) -> None:
    permissions = {"secrets": ["get", "set"], "keys": ["all"]}
    policy = {"tenantId": azure.plane.tenant, "objectId": azure.plane.operator.object_id, "permissions": permissions}
    vault = Vault(azure, administrator=False, enableRbacAuthorization=False, accessPolicies=[policy])
    vault.good("PUT", "/secrets/a", {"value": "x"})
    assert vault.good("GET", "/secrets/a")["value"] == "x"
    assert inner(vault.send("DELETE", "/secrets/a")) == (403, "AccessDenied")
    vault.good("POST", "/keys/k/create", {"kty": "EC"})


def test_deleted_vault_keeps_its_name_and_content(azure: InProcess) -> None:
    vault = Vault(azure)
    vault.good("PUT", "/secrets/a", {"value": "kept"})
    azure.make(vault.id + "/keys/k", {"properties": {"kty": "EC", "curveName": "P-256"}})
    assert azure.call("DELETE", vault.id).status_code in (200, 204)
    assert code(azure.send("PUT", vault.id, vault.body)) == (409, "ConflictError")
    deleted = "/providers/Microsoft.KeyVault/locations/northeurope/deletedVaults/" + vault.name
    assert azure.send("GET", azure.scope + deleted).json()["name"] == vault.name
    recovered = vault.body | {"properties": vault.body["properties"] | {"createMode": "recover"}}
    azure.make(vault.id, recovered)
    vault.give(ADMINISTRATOR, azure.plane.operator.object_id)
    assert vault.good("GET", "/secrets/a")["value"] == "kept"
    assert azure.send("GET", vault.id + "/keys/k").json()["properties"]["kty"] == "EC"
    azure.call("DELETE", vault.id)
    assert azure.call("POST", azure.scope + deleted + "/purge").status_code in (200, 202)
    azure.make(vault.id, vault.body)
    vault.give(ADMINISTRATOR, azure.plane.operator.object_id)
    assert vault.send("GET", "/secrets/a").status_code == 404


def test_arm_makes_a_key_once(azure: InProcess) -> None:
    vault = Vault(azure)
    first = azure.make(vault.id + "/keys/k", {"properties": {"kty": "RSA", "keySize": 2048}})
    again = azure.make(vault.id + "/keys/k", {"properties": {"kty": "RSA", "keySize": 2048}})
    assert first["properties"]["keyUriWithVersion"] == again["properties"]["keyUriWithVersion"]
    assert vault.good("GET", "/keys/k")["key"]["kid"] == first["properties"]["keyUriWithVersion"]
