"""The names that Azure has given to the roles' rules on a subscription."""

import os
from collections.abc import Mapping

import httpx
import pulumi
from pulumi_azure_native import authorization

API = "2020-10-01"
PUBLIC = "management.azure.com"


def role_policies(subscription: str) -> Mapping[str, str]:
    """Each role's policy on the subscription, by the role's GUID.

    They are there from the start, under GUIDs that azure-native can't look up. Raises pulumi.RunError in one sentence
    where Azure doesn't answer.
    """
    token = authorization.get_client_token().token
    where = f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleManagementPolicyAssignments"
    found: dict[str, str] = {}
    try:
        with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=30) as client:
            url: str | None = f"{_endpoint(client)}{where}?api-version={API}"
            while url:
                answer = client.get(url).raise_for_status().json()
                for one in answer["value"]:
                    policy = one["properties"]
                    found[policy["roleDefinitionId"].rpartition("/")[2].lower()] = policy["policyId"].rpartition("/")[2]
                url = answer.get("nextLink")
    except httpx.HTTPError as error:
        raise pulumi.RunError(f"access.eligible: the rules of the roles can't be read from Azure: {error}.") from None
    return found


def _endpoint(client: httpx.Client) -> str:
    """Azure Resource Manager's address: what the provider's metadata host says, else the public cloud's."""
    host = pulumi.Config("azure-native").get("metadataHost") or os.environ.get("ARM_METADATA_HOSTNAME")
    if not host:
        return f"https://{PUBLIC}"
    said = client.get(f"https://{host}/metadata/endpoints?api-version=2022-09-01").raise_for_status()
    return str(said.json()["resourceManager"]).rstrip("/")
