"""azure-identity: secrets, wrong ones, and what the tokens open."""

import os

import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import ClientSecretCredential
from azure.mgmt.resource.resources import ResourceManagementClient

from tests.local.plane.conformance.conftest import Cloud

pytestmark = pytest.mark.local


def credential(**changed: str) -> ClientSecretCredential:
    values = {
        "tenant_id": os.environ["AZURE_TENANT_ID"],
        "client_id": os.environ["AZURE_CLIENT_ID"],
        "client_secret": os.environ["AZURE_CLIENT_SECRET"],
    }
    return ClientSecretCredential(**(values | changed), disable_instance_discovery="ARM_ENDPOINT" in os.environ)


def test_secret_opens_resource_manager(cloud: Cloud) -> None:
    assert list(cloud.client(ResourceManagementClient).resource_groups.list()) is not None
    assert credential().get_token("https://management.azure.com/.default").token.count(".") == 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"client_secret": "wrong"}, "AADSTS7000215"),
        ({"client_id": "00000000-0000-0000-0000-0000000000aa"}, "AADSTS700016"),
    ],
)
def test_wrong_credentials(cloud: Cloud, changed: dict[str, str], code: str) -> None:
    with pytest.raises(ClientAuthenticationError, match=code):
        credential(**changed).get_token("https://management.azure.com/.default")


def test_unknown_audience(cloud: Cloud) -> None:
    with pytest.raises(ClientAuthenticationError, match="AADSTS500011"):
        credential().get_token("https://nothing.example.invalid/.default")


def test_token_for_another_audience_is_refused(cloud: Cloud) -> None:
    other = ResourceManagementClient(
        cloud.credential,
        cloud.subscription,
        base_url=cloud.endpoint,
        credential_scopes=["https://vault.azure.net/.default"],
    )
    with pytest.raises(ClientAuthenticationError, match="InvalidAuthenticationTokenAudience"):
        list(other.resource_groups.list())
