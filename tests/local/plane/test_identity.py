"""Entra ID, tokens and roles: who gets in, and what anybody else is told."""

from typing import Any

import pytest

from local.plane.rbac import BUILT_IN
from local.plane.tokens import GRAPH, MANAGEMENT
from tests.local.plane.harness import InProcess, code

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
IDENTITY = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
SCOPE = "https://management.azure.com/.default"


def sign_in(azure: InProcess, **changed: Any) -> Any:
    client, secret = azure.plane.operator.client_id, azure.plane.principals.renew_secret(azure.plane.operator)
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret, "scope": SCOPE} | changed
    tenant = form.pop("tenant", azure.plane.tenant)
    version = form.pop("version", "/v2.0")
    return azure.raw("POST", f"/{tenant}/oauth2{version}/token", data=form)


def test_token_for_the_right_secret(azure: InProcess) -> None:
    token = sign_in(azure).json()["access_token"]
    claims = azure.plane.tokens.verify(token, audience=MANAGEMENT)
    assert claims["oid"] == azure.plane.operator.object_id
    assert claims["tid"] == azure.plane.tenant
    assert azure.send("GET", "/resourceGroups", token=token).status_code == 200


def test_older_endpoint_takes_a_resource(azure: InProcess) -> None:
    answer = sign_in(azure, version="", resource=MANAGEMENT[1] + "/").json()
    assert answer["resource"] == MANAGEMENT[1] + "/"
    assert isinstance(answer["expires_on"], str)


@pytest.mark.parametrize(
    ("changed", "status", "expected"),
    [
        ({"client_secret": "wrong"}, 401, 7000215),
        ({"client_id": "00000000-0000-0000-0000-000000000000"}, 400, 700016),
        ({"scope": "https://nowhere.example/.default"}, 400, 500011),
        ({"scope": "https://management.azure.com/user_impersonation"}, 400, 1002012),
        ({"tenant": "00000000-0000-0000-0000-000000000000"}, 400, 90002),
        ({"grant_type": "password"}, 400, 70003),
        ({"grant_type": ""}, 400, 900144),
        ({"client_secret": ""}, 401, 7000218),
    ],
)
def test_refusals_carry_entras_codes(azure: InProcess, changed: dict[str, str], status: int, expected: int) -> None:
    answer = sign_in(azure, **changed)
    assert answer.status_code == status
    assert answer.json()["error_codes"] == [expected]
    assert f"AADSTS{expected}" in answer.json()["error_description"]


def test_discovery_leads_to_the_keys(azure: InProcess) -> None:
    found = azure.raw("GET", f"/{azure.plane.tenant}/v2.0/.well-known/openid-configuration").json()
    assert found["token_endpoint"].startswith(azure.plane.url)
    keys = azure.raw("GET", found["jwks_uri"]).json()["keys"]
    assert [key["kid"] for key in keys] == [azure.plane.tokens.key_id]
    assert azure.raw("GET", "/nobody/v2.0/.well-known/openid-configuration").json()["error_codes"] == [90002]


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("expired", "ExpiredAuthenticationToken"),
        ("audience", "InvalidAuthenticationTokenAudience"),
        ("garbage", "InvalidAuthenticationToken"),
        ("tampered", "InvalidAuthenticationToken"),
    ],
)
def test_bad_tokens(azure: InProcess, token: str, expected: str) -> None:
    good = azure.token()
    head, claims, signature = good.split(".")
    tokens = {
        "expired": azure.token(lifetime=-1),
        "audience": azure.token(audience=GRAPH),
        "garbage": "not.a.token",
        "tampered": f"{head}.{claims}.{signature[::-1]}",
    }
    answer = azure.send("GET", "/resourceGroups", token=tokens[token])
    assert code(answer) == (401, expected)
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_without_a_token_there_is_a_challenge(azure: InProcess) -> None:
    answer = azure.raw("GET", azure.scope + "/resourceGroups?api-version=2024-03-01")
    assert code(answer) == (401, "AuthenticationFailed")
    assert azure.plane.tenant in answer.headers["www-authenticate"]


def test_a_role_counts_where_it_is_given_and_below(azure: InProcess) -> None:
    group, other = azure.group("roles"), azure.group("otherroles")
    azure.make(group + IDENTITY + "/mine", {"location": "northeurope"})
    reader, _ = azure.plane.principals.add("reader")
    token = azure.token(reader)
    assert code(azure.send("GET", group, token=token)) == (403, "AuthorizationFailed")
    role = f"{azure.scope}/providers/Microsoft.Authorization/roleDefinitions/{READER}"
    assignment = f"{group}/providers/Microsoft.Authorization/roleAssignments/11111111-1111-1111-1111-111111111111"
    azure.make(assignment, {"properties": {"roleDefinitionId": role, "principalId": reader.object_id}})
    assert azure.send("GET", group + IDENTITY + "/mine", token=token).status_code == 200
    assert code(azure.send("DELETE", group + IDENTITY + "/mine", token=token)) == (403, "AuthorizationFailed")
    assert code(azure.send("GET", other, token=token)) == (403, "AuthorizationFailed")
    assert code(azure.send("POST", "/local/faults", {"fault": "500"}, token=token, version=None))[0] == 403
    azure.send("DELETE", assignment)
    assert code(azure.send("GET", group, token=token)) == (403, "AuthorizationFailed")


def test_role_assignments_are_checked(azure: InProcess) -> None:
    path = "/providers/Microsoft.Authorization/roleAssignments/2222222{}-2222-2222-2222-222222222222"
    roles = f"{azure.scope}/providers/Microsoft.Authorization/roleDefinitions/"
    oid = azure.plane.operator.object_id

    def put(number: int, role: str, principal: str) -> tuple[int, str]:
        properties = {"roleDefinitionId": roles + role, "principalId": principal}
        answer = azure.send("PUT", azure.scope + path.format(number), {"properties": properties})
        return code(answer) if answer.status_code >= 400 else (answer.status_code, "")

    assert put(1, READER, oid) == (201, "")
    assert put(2, READER, oid) == (409, "RoleAssignmentExists")
    assert put(1, "b24988ac-6180-42a0-ab88-20f7382dd24c", oid) == (400, "RoleAssignmentUpdateNotPermitted")
    assert put(3, "00000000-0000-0000-0000-000000000000", oid) == (400, "RoleDefinitionDoesNotExist")
    assert put(3, READER, "00000000-0000-0000-0000-000000000000") == (400, "PrincipalNotFound")


def test_managed_identity_signs_in_as_inside_app_service(azure: InProcess) -> None:
    group = azure.group("msi")
    made = azure.make(group + IDENTITY + "/app", {"location": "northeurope"})
    access = azure.send("POST", "/local/identities", {"resource": made["id"]}, version=None).json()
    query = {"api-version": "2019-08-01", "resource": "https://vault.azure.net"}
    url, header = access["IDENTITY_ENDPOINT"], {"X-IDENTITY-HEADER": access["IDENTITY_HEADER"]}
    token = azure.raw("GET", url, params=query, headers=header).json()["access_token"]
    claims = azure.plane.tokens.verify(token, audience="https://vault.azure.net")
    assert claims["oid"] == made["properties"]["principalId"]
    assert azure.raw("GET", url, params=query, headers={"X-IDENTITY-HEADER": "x"}).status_code == 403


def test_no_role_gives_more_than_its_name_says() -> None:
    by_name = {role.name: role for role in BUILT_IN.values()}
    assert not by_name["Contributor"].allows("Microsoft.Authorization/roleAssignments/write", data=False)
    assert not by_name["Owner"].allows("Microsoft.KeyVault/vaults/secrets/getSecret/action", data=True)
    assert not by_name["Key Vault Secrets User"].allows("Microsoft.KeyVault/vaults/secrets/setSecret/action", data=True)
    assert by_name["Key Vault Crypto User"].allows("Microsoft.KeyVault/vaults/keys/wrap/action", data=True)
    assert len(by_name) == len(BUILT_IN)
