"""Privileged roles of an environment, and the names that Azure has given to the roles' rules."""

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import pulumi
from pulumi_azure_native import authorization

from components.base import Place
from components.pim import Grant, Pim, PimArgs
from components.roles import ELIGIBLE, Role
from stacks.settings import Settings

if TYPE_CHECKING:
    import httpx

API = "2020-10-01"
PUBLIC = "management.azure.com"


def privileges(settings: Settings, place: Place, opts: pulumi.ResourceOptions) -> Pim | None:
    """The eligible groups, if the settings name any."""
    grants = {
        name: Grant(group=each.group, role=ELIGIBLE[each.role], approvers=each.approvers, hours=each.hours)
        for name, each in settings.access.eligible.items()
    }
    if not grants:
        return None
    policies = role_policies(place.subscription, {grant.role for grant in grants.values()})
    return Pim("pim", PimArgs(place=place, grants=grants, policies=policies, notify=settings.alerts.emails), opts)


def role_policies(subscription: str, roles: Collection[Role]) -> Mapping[Role, str]:
    """Each role's policy on the subscription: it is there from the start, under a GUID that azure-native can't look up.

    Raises pulumi.RunError in one sentence where Azure doesn't answer.
    """
    import httpx  # half a second that only this needs

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
    return {role: found[role.guid] for role in roles if role.guid in found}


def _endpoint(client: "httpx.Client") -> str:
    """Azure Resource Manager's address: what the provider's metadata host says, else the public cloud's."""
    host = pulumi.Config("azure-native").get("metadataHost") or os.environ.get("ARM_METADATA_HOSTNAME")
    if not host:
        return f"https://{PUBLIC}"
    said = client.get(f"https://{host}/metadata/endpoints?api-version=2022-09-01").raise_for_status()
    return str(said.json()["resourceManager"]).rstrip("/")
