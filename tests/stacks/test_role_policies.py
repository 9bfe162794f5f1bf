"""The rules of roles are read page by page; where Azure doesn't answer, one sentence says what was asked."""

from types import SimpleNamespace
from typing import Any

import pulumi
import pytest

from stacks import role_policies

READER, OWNER = "acdd72a7-3385-48ef-bd42-f606fba81ae7", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"


@pytest.fixture(autouse=True)
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(role_policies.authorization, "get_client_token", lambda: SimpleNamespace(token="a-token"))


def assigned(role: str, policy: str) -> dict[str, Any]:
    definition = f"/providers/Microsoft.Authorization/roleDefinitions/{role.upper()}"
    return {"properties": {"roleDefinitionId": definition, "policyId": f"/policies/{policy}"}}


def test_every_page_is_read_and_roles_are_known_by_their_guid(monkeypatch: pytest.MonkeyPatch) -> None:
    first = "https://management.azure.com/subscriptions/s/providers/Microsoft.Authorization/roleManagementPolicyAssignments?api-version=2020-10-01"
    pages = {
        first: {"value": [assigned(READER, "one")], "nextLink": "https://management.azure.com/next"},
        "https://management.azure.com/next": {"value": [assigned(OWNER, "two")]},
    }
    seen = list[object]()
    monkeypatch.delenv("ARM_METADATA_HOSTNAME", raising=False)
    monkeypatch.setattr(role_policies, "_get", lambda url, headers: seen.append(headers) or pages[url])
    assert role_policies.role_policies("s") == {READER: "one", OWNER: "two"}
    assert seen == [{"Authorization": "Bearer a-token"}] * 2


def test_no_answer_ends_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARM_METADATA_HOSTNAME", "127.0.0.1:1")
    with pytest.raises(
        pulumi.RunError, match=r"^access.eligible: the rules of the roles can't be read from Azure: .*\.$"
    ):
        role_policies.role_policies("s")
