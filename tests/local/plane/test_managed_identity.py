"""azure-identity inside a workload: a managed identity reads a secret, and nothing else."""

import pytest
from azure.core.exceptions import HttpResponseError
from azure.identity import DefaultAzureCredential, EnvironmentCredential, ManagedIdentityCredential
from azure.keyvault.secrets import SecretClient

from tests.local.plane.harness import VERSION, Process

pytestmark = pytest.mark.local

ADMINISTRATOR, SECRETS_USER = "00482a5a-887f-4fb3-b363-3b7fe8e74483", "4633458b-17de-408a-b874-0445c86b69e6"


@pytest.fixture(autouse=True)
def settings(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    process.start()
    for name, value in process.settings().items():
        monkeypatch.setenv(name, value)


def test_managed_identity(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    client, known = process.http(process.token()), process.settings()
    scope = f"/subscriptions/{known['AZURE_SUBSCRIPTION_ID']}"
    group = scope + "/resourceGroups/workload"

    def put(path: str, body: object) -> dict[str, dict[str, str]]:
        answer = client.put(path, params={"api-version": VERSION}, json=body)
        answer.raise_for_status()
        return answer.json()

    def give(number: int, role: str, principal: str) -> None:
        name = f"{number}1111111-1111-1111-1111-111111111111"
        definition = f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{role}"
        properties = {"roleDefinitionId": definition, "principalId": principal}
        put(f"{vault}/providers/Microsoft.Authorization/roleAssignments/{name}", {"properties": properties})

    put(group, {"location": "northeurope"})
    path = group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app"
    identity = put(path, {"location": "northeurope"})
    vault = group + "/providers/Microsoft.KeyVault/vaults/workloadvault"
    properties = {"tenantId": known["AZURE_TENANT_ID"], "sku": {"family": "A", "name": "standard"}}
    made = put(vault, {"location": "northeurope", "properties": properties | {"enableRbacAuthorization": True}})
    operator = EnvironmentCredential(disable_instance_discovery=True)
    found = client.get(f"{scope}/providers/Microsoft.Authorization/roleAssignments?api-version={VERSION}").json()
    give(1, ADMINISTRATOR, found["value"][0]["properties"]["principalId"])
    give(2, SECRETS_USER, identity["properties"]["principalId"])
    SecretClient(made["properties"]["vaultUri"], operator).set_secret("one", "hello")

    access = client.post("/local/identities", json={"resource": path}).json()
    for name in ("IDENTITY_ENDPOINT", "IDENTITY_HEADER"):
        monkeypatch.setenv(name, access[name])
    for name in ("AZURE_CLIENT_SECRET", "AZURE_CLIENT_ID"):
        monkeypatch.delenv(name)
    workload = SecretClient(made["properties"]["vaultUri"], ManagedIdentityCredential())
    assert workload.get_secret("one").value == "hello"
    with pytest.raises(HttpResponseError, match="not authorized"):
        workload.set_secret("one", "changed")
    by_default = SecretClient(made["properties"]["vaultUri"], DefaultAzureCredential())
    assert by_default.get_secret("one").value == "hello"
