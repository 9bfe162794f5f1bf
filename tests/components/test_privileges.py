"""Who may do what: eligible roles, the deployer, the state's backend, conditional access. Defaults and refusals."""

from collections.abc import Callable
from typing import Any

import pytest

from components.conditional_access import ConditionalAccessArgs
from components.deployer_role import ACTIONS, SERVICES, DeployerRole, DeployerRoleArgs
from components.deployment_identity import DeploymentIdentity, DeploymentIdentityArgs, only
from components.directory_groups import DirectoryGroupsArgs
from components.pim import Grant, Pim, PimArgs
from components.roles import BROADEST, ELIGIBLE, Role
from components.state_backend import StateBackend, StateBackendArgs
from controls.countries import MEMBER_STATES
from tests.components.recording import PRINCIPAL, SUBSCRIPTION, record, surroundings

GIVEN = surroundings()
PLACE, EVERYWHERE = GIVEN["place"], GIVEN["everywhere"]
APPROVERS = "00000000-0000-4000-8000-000000000002"
ON_CALL = Grant(group=PRINCIPAL, role=Role.CONTRIBUTOR, approvers=APPROVERS)
PIPELINE: dict[str, Any] = {
    "place": PLACE,
    "issuer": "https://token.actions.githubusercontent.com",
    "subject": "repo:example/cordon:environment:prod",
    "role": "/roles/deployer",
    "may_grant": [Role.READER, Role.STORAGE_BLOB_DATA_READER],
}


def pim(**change: Any) -> PimArgs:
    shared: dict[str, Any] = {
        "place": EVERYWHERE,
        "grants": {"on-call": ON_CALL},
        "policies": {Role.CONTRIBUTOR: "policy"},
    }
    return PimArgs(**{**shared, **change})


def pipeline(**change: Any) -> DeploymentIdentityArgs:
    return DeploymentIdentityArgs(**{**PIPELINE, **change})


def state(**change: Any) -> StateBackendArgs:
    given: dict[str, Any] = {key: GIVEN[key] for key in ("place", "tenant", "link")}
    given |= {"deployer": PRINCIPAL, **change}
    return StateBackendArgs(**given)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: Grant(group="a", role=Role.READER, approvers="b", hours=9),
            "hours 9 is not allowed; allowed are 1 to 8.",
        ),
        (
            lambda: Grant(group="a", role=Role.READER, approvers="a"),
            "approvers a is the group itself; allowed is another group.",
        ),
        (
            lambda: pim(policies={Role.READER: "p"}),
            "grants on-call is for CONTRIBUTOR, whose policy isn't known; policies has READER.",
        ),
        (
            lambda: pim(
                grants={"a": ON_CALL, "b": Grant(group="b", role=Role.CONTRIBUTOR, approvers=APPROVERS, hours=8)}
            ),
            "grants for CONTRIBUTOR differ in hours or approvers; a role has one set of rules.",
        ),
        (
            lambda: pipeline(issuer="http://example.com"),
            "issuer 'http://example.com' is not allowed; allowed is an https URL.",
        ),
        (
            lambda: pipeline(subject="repo:example/cordon:ref:refs/heads/main"),
            "subject 'repo:example/cordon:ref:refs/heads/main' is not allowed; allowed is one environment of one "
            "repository, such as repo:example/cordon:environment:prod, or one service connection.",
        ),
        (
            lambda: pipeline(may_grant=[Role.CONTRIBUTOR]),
            "may_grant is empty or has CONTRIBUTOR; allowed are the narrow roles that the estate assigns.",
        ),
        (lambda: state(versions_days=30), "versions_days 30 is not allowed; allowed are 184 to 3650."),
        (
            lambda: ConditionalAccessArgs(place=EVERYWHERE, emergency="e", privileged=[]),
            "privileged is empty; allowed are the groups whose members may activate roles.",
        ),
        (
            lambda: ConditionalAccessArgs(place=EVERYWHERE, emergency="e", privileged=["p"], countries=("Germany",)),
            "countries 'Germany' is not allowed; allowed are ISO 3166 codes of two capitals, one or more.",
        ),
        (
            lambda: DirectoryGroupsArgs(place=EVERYWHERE, groups={"On Call": "x"}, owners=("a", "b")),
            "groups 'On Call' is not allowed; allowed are 2 to 31 lower-case letters, digits and hyphens.",
        ),
        (
            lambda: DirectoryGroupsArgs(place=EVERYWHERE, groups={"on-call": ""}, owners=("a", "b")),
            "groups 'on-call' has no purpose; allowed is a sentence that says what its members do.",
        ),
        (
            lambda: DirectoryGroupsArgs(place=EVERYWHERE, groups={"on-call": "x"}, owners=("a",)),
            "owners has 1 entries; allowed are 2 or more, so that one may be away.",
        ),
    ],
)
def test_refusal(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared whole
        make()
    assert str(refused.value) == sentence


def test_a_role_is_active_for_hours_after_a_second_factor_a_reason_and_a_yes() -> None:
    asked = record(lambda: Pim("pim", pim(notify=["security@example.com"])))
    policy = asked.one("authorization:RoleManagementPolicy")
    rules = {each["id"]: each for each in policy["rules"]}
    assert rules["Expiration_EndUser_Assignment"]["maximumDuration"] == "PT4H"
    assert rules["Expiration_EndUser_Assignment"]["isExpirationRequired"] is True
    assert rules["Enablement_EndUser_Assignment"]["enabledRules"] == ["MultiFactorAuthentication", "Justification"]
    approval = rules["Approval_EndUser_Assignment"]["setting"]
    assert approval["isApprovalRequired"] is True
    (stage,) = approval["approvalStages"]
    assert stage["primaryApprovers"] == [{"id": APPROVERS, "userType": "Group", "isBackup": False}]
    assert rules["Expiration_Admin_Assignment"]["isExpirationRequired"] is True  # nothing stands for ever
    assert rules["Notification_Admin_EndUser_Assignment"]["notificationRecipients"] == ["security@example.com"]
    eligible = asked.one("authorization:PimRoleEligibilitySchedule")
    assert eligible["principalId"] == PRINCIPAL
    assert eligible["roleDefinitionId"].endswith(Role.CONTRIBUTOR.guid)
    assert asked.of("authorization:RoleAssignment") == []


def test_two_groups_with_one_role_share_its_rules() -> None:
    grants = {"a": ON_CALL, "b": Grant(group="b", role=Role.CONTRIBUTOR, approvers=APPROVERS)}
    asked = record(lambda: Pim("pim", pim(grants=grants)))
    assert len(asked.of("authorization:RoleManagementPolicy")) == 1
    assert len(asked.of("authorization:PimRoleEligibilitySchedule")) == 2


def test_nobody_is_even_eligible_to_hand_out_roles() -> None:
    assert not set(BROADEST) & set(ELIGIBLE)


def test_the_deployer_has_no_secret_and_cannot_make_itself_owner() -> None:
    asked = record(lambda: DeploymentIdentity("deployer", DeploymentIdentityArgs(**PIPELINE)))
    federation = asked.one("managedidentity:FederatedIdentityCredential")
    assert federation["subject"] == PIPELINE["subject"]
    assert federation["audiences"] == ["api://AzureADTokenExchange"]
    assignment = asked.one("authorization:RoleAssignment")
    assert assignment["conditionVersion"] == "2.0"
    for verb in ("write", "delete"):
        assert f"Microsoft.Authorization/roleAssignments/{verb}" in assignment["condition"]
    assert assignment["condition"].count(Role.READER.guid) == 2
    assert "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" not in assignment["condition"]  # Owner
    assert only([Role.READER, Role.READER]).count(Role.READER.guid) == 2


def test_the_deployers_role_names_services_and_reads_no_keys() -> None:
    definition = record(lambda: DeployerRole("role", DeployerRoleArgs(place=EVERYWHERE))).one(
        "authorization:RoleDefinition"
    )
    (permission,) = definition["permissions"]
    assert set(permission["actions"]) == {*(f"{each}/*" for each in SERVICES), *ACTIONS}
    assert "Microsoft.Storage/storageAccounts/listKeys/action" in permission["notActions"]
    assert permission["dataActions"] == []
    assert not any("purge" in each.lower() for each in permission["actions"])
    # What would let the pipeline make itself Owner, or another repository the pipeline.
    assert not any("eligib" in each.lower() or "managementpolic" in each.lower() for each in permission["actions"])
    assert any(each.endswith("federatedIdentityCredentials/write") for each in permission["notActions"])
    assert DeployerRole.__doc__ is not None
    assert "Why a role of our own" in DeployerRole.__doc__


def test_the_state_keeps_every_version_and_only_the_deployer_writes_it() -> None:
    asked = record(lambda: StateBackend("state", state()))
    assert asked.one("storage:BlobServiceProperties")["isVersioningEnabled"] is True
    assert asked.one("storage:BlobContainer")["immutableStorageWithVersioning"] == {"enabled": True}
    assert asked.one("storage:BlobContainerImmutabilityPolicy")["immutabilityPeriodSinceCreationInDays"] == 365
    account = asked.one("storage:StorageAccount")
    assert account["publicNetworkAccess"] == "Disabled"
    assert account["allowSharedKeyAccess"] is False
    key = asked.one("keyvault:Key")["properties"]
    assert key["kty"] == "RSA-HSM"
    assert set(key["keyOps"]) == {"encrypt", "decrypt"}
    roles = {
        each.inputs["roleDefinitionId"].rpartition("/")[2]: each.inputs
        for each in asked.of("authorization:RoleAssignment")
    }
    assert set(roles) == {Role.STORAGE_BLOB_DATA_CONTRIBUTOR.guid, Role.KEY_VAULT_CRYPTO_USER.guid}
    assert {each["principalId"] for each in roles.values()} == {PRINCIPAL}
    assert not any(each["scope"] == SUBSCRIPTION for each in roles.values())


def test_the_eu_has_27_member_states() -> None:
    assert len(MEMBER_STATES) == 27
