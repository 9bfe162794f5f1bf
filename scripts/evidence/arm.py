"""What Azure says is there: each resource asked for by its id, whatever its type."""

from typing import Any

from azure.core.exceptions import AzureError
from azure.core.pipeline.policies import BearerTokenCredentialPolicy, RetryPolicy, UserAgentPolicy
from azure.core.rest import HttpRequest
from azure.mgmt.core import ARMPipelineClient

from scripts.azure import ARM, Azure, own_endpoint
from scripts.errors import UserError
from scripts.estate import COULD_NOT_VERIFY

PROVIDERS_VERSION = "2021-04-01"  # of the list of providers, and of resource groups
RENAMED = {"enableHttpsTrafficOnly": "supportsHttpsTrafficOnly", "networkRuleSet": "networkAcls"}
"""azure-native's names for what Azure calls otherwise. Source: azure-native's schema beside azure-mgmt's models."""


class Arm:
    """Azure Resource Manager, read only. UserError where it can't be asked at all."""

    def __init__(self, azure: Azure) -> None:
        self.base = own_endpoint() or ARM
        sign_in = BearerTokenCredentialPolicy(azure.credential, f"{ARM}/.default")
        agent = UserAgentPolicy("cordon-evidence")
        self.client = ARMPipelineClient(self.base, policies=[agent, RetryPolicy(retry_total=3), sign_in])
        self.versions = self._versions(azure.subscription)

    def get(self, id: str) -> dict[str, Any] | None:
        """The resource as Azure has it, None where Azure knows none. UserError for any other answer."""
        version = self.versions.get(type_of(id), PROVIDERS_VERSION)
        status, body = self._ask(f"{id}?api-version={version}")
        if status == 404:
            return None
        if status != 200:
            said = (body.get("error") or {}).get("message", "no reason given")
            raise UserError(f"Azure answered {status} for {id}: {said}", exit_code=COULD_NOT_VERIFY)
        return body

    def _versions(self, subscription: str) -> dict[str, str]:
        """The newest API version of each resource type that isn't a preview."""
        status, body = self._ask(f"/subscriptions/{subscription}/providers?api-version={PROVIDERS_VERSION}")
        if status != 200:
            raise UserError(f"Azure answered {status} for its list of providers.", exit_code=COULD_NOT_VERIFY)
        found: dict[str, str] = {}
        for provider in body["value"]:
            for kind in provider["resourceTypes"]:
                versions = sorted(kind["apiVersions"], reverse=True)
                stable = [each for each in versions if "preview" not in each]
                found[f"{provider['namespace']}/{kind['resourceType']}".lower()] = (stable or versions)[0]
        return found

    def _ask(self, path: str) -> tuple[int, dict[str, Any]]:
        try:
            answer = self.client.send_request(HttpRequest("GET", self.base + path))
            return answer.status_code, answer.json() if answer.content else {}
        except AzureError as error:
            raise UserError(f"Azure could not be asked: {error.message}", exit_code=COULD_NOT_VERIFY) from None


def type_of(id: str) -> str:
    """`…/providers/Microsoft.Storage/storageAccounts/x/blobServices/default` -> its type, in lower case."""
    head, _, tail = id.lower().rpartition("/providers/")
    if not head:
        return "microsoft.resources/resourcegroups"
    parts = tail.split("/")
    return "/".join([parts[0], *parts[1::2]])


def arm_paths(path: str) -> tuple[str, ...]:
    """Where Azure's body may hold what azure-native calls `path`: in its envelope, or in its properties."""
    first, dot, rest = path.partition(".")
    name = RENAMED.get(first, first) + dot + rest
    return (name, f"properties.{name}")
