"""The names that Azure has given to the roles' rules on a subscription."""

import json
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.request import Request, urlopen

import pulumi
from pulumi_azure_native import authorization

API = "2020-10-01"
PUBLIC = "management.azure.com"
TIMEOUT = 30.0  # seconds


def role_policies(subscription: str) -> Mapping[str, str]:
    """Each role's policy on the subscription, by the role's GUID.

    They are there from the start, under GUIDs that azure-native can't look up. Raises pulumi.RunError in one sentence
    where Azure doesn't answer.
    """
    token = authorization.get_client_token().token
    where = f"/subscriptions/{subscription}/providers/Microsoft.Authorization/roleManagementPolicyAssignments"
    found: dict[str, str] = {}
    try:
        url: str | None = f"{_endpoint()}{where}?api-version={API}"
        while url:
            answer = _get(url, {"Authorization": f"Bearer {token}"})
            for one in answer["value"]:
                policy = one["properties"]
                found[policy["roleDefinitionId"].rpartition("/")[2].lower()] = policy["policyId"].rpartition("/")[2]
            url = answer.get("nextLink")
    except OSError as error:
        raise pulumi.RunError(f"access.eligible: the rules of the roles can't be read from Azure: {error}.") from None
    return found


def _endpoint() -> str:
    """Azure Resource Manager's address: what the provider's metadata host says, else the public cloud's."""
    host = pulumi.Config("azure-native").get("metadataHost") or os.environ.get("ARM_METADATA_HOSTNAME")
    if not host:
        return f"https://{PUBLIC}"
    said = _get(f"https://{host}/metadata/endpoints?api-version=2022-09-01")
    return str(said["resourceManager"]).rstrip("/")


def _get(url: str, headers: Mapping[str, str] = MappingProxyType({})) -> Any:
    """The standard library's client: httpx's import alone takes longer than the answer. Raises OSError."""
    with urlopen(Request(url, headers=dict(headers)), timeout=TIMEOUT) as answer:  # noqa: S310 - always Azure itself
        return json.load(answer)
