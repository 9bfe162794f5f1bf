"""Privileged Identity Management: groups whose members may have a role for some hours, if somebody else agrees.

Eligibility ends when its setting is taken away, not by a date: the review of access reads the settings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization

from components.base import Component, Place
from components.roles import Role

LONGEST = 8  # hours that a role stays active
STANDING = "P15D"  # an administrator's assignment without activation ends after so long: the way out of a PIM outage
Rules = Sequence[
    authorization.RoleManagementPolicyApprovalRuleArgs
    | authorization.RoleManagementPolicyEnablementRuleArgs
    | authorization.RoleManagementPolicyExpirationRuleArgs
    | authorization.RoleManagementPolicyNotificationRuleArgs
]


@dataclass(frozen=True, kw_only=True)
class Grant:
    """`group` may activate `role` for `hours`; a member of the group `approvers` agrees first. Ids are object ids."""

    group: str
    role: Role
    approvers: str
    hours: int = 4

    def __post_init__(self) -> None:
        if not 1 <= self.hours <= LONGEST:
            raise ValueError(f"hours {self.hours} is not allowed; allowed are 1 to {LONGEST}.")
        if self.approvers == self.group:
            raise ValueError(f"approvers {self.approvers} is the group itself; allowed is another group.")


@dataclass(frozen=True, kw_only=True)
class PimArgs:
    """`policies`: the name of each role's policy on the subscription, which Azure makes up. `notify`: by mail."""

    place: Place
    grants: Mapping[str, Grant]
    policies: Mapping[Role, str]
    notify: Sequence[str] = ()

    def __post_init__(self) -> None:
        for name, grant in self.grants.items():
            if grant.role not in self.policies:
                known = ", ".join(role.name for role in self.policies) or "none"
                raise ValueError(
                    f"grants {name} is for {grant.role.name}, whose policy isn't known; policies has {known}."
                )
        for role in self.policies:
            if len({(grant.hours, grant.approvers) for grant in self.grants.values() if grant.role is role}) > 1:
                raise ValueError(f"grants for {role.name} differ in hours or approvers; a role has one set of rules.")


class Pim(Component):
    """Serves ACC-1 ACC-2 ACC-4 ACC-5.

    >>> from components.roles import Role
    >>> engineers = Grant(group=operator, role=Role.READER, approvers="00000000-0000-4000-8000-000000000002")
    >>> pim = Pim("pim", PimArgs(place=everywhere, grants={"engineers": engineers}, policies={Role.READER: "p"}))
    """

    def __init__(self, name: str, args: PimArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        scope = f"/subscriptions/{args.place.subscription}"
        policies = {}
        for title, grant in args.grants.items():
            if grant.role not in policies:
                policies[grant.role] = authorization.RoleManagementPolicy(
                    f"{name}-rules-{grant.role.name.lower().replace('_', '-')}",
                    role_management_policy_name=args.policies[grant.role],
                    scope=scope,
                    rules=rules(grant, args.notify),
                    opts=self.child,
                )
            authorization.PimRoleEligibilitySchedule(
                f"{name}-{title}",
                principal_id=grant.group,
                role_definition_id=f"{scope}/providers/Microsoft.Authorization/roleDefinitions/{grant.role.guid}",
                scope=scope,
                justification="The environment's settings say so.",
                schedule_info=authorization.RoleEligibilityScheduleRequestPropertiesScheduleInfoArgs(
                    expiration=authorization.RoleEligibilityScheduleRequestPropertiesExpirationArgs(type="NoExpiration")
                ),
                opts=self.after(policies[grant.role]),
            )
        self.register_outputs({})


def rules(grant: Grant, notify: Sequence[str]) -> Rules:
    """What holds for a role. The ids are Azure's: <what>_<who>_<of what>.

    Source: "Rules in PIM - mapping guide", Microsoft Learn, 2026-11.
    """
    activation = authorization.RoleManagementPolicyRuleTargetArgs(
        caller="EndUser", operations=["All"], level="Assignment"
    )
    return [
        authorization.RoleManagementPolicyExpirationRuleArgs(
            id="Expiration_EndUser_Assignment",
            rule_type="RoleManagementPolicyExpirationRule",
            is_expiration_required=True,
            maximum_duration=f"PT{grant.hours}H",
            target=activation,
        ),
        authorization.RoleManagementPolicyEnablementRuleArgs(
            id="Enablement_EndUser_Assignment",
            rule_type="RoleManagementPolicyEnablementRule",
            enabled_rules=["MultiFactorAuthentication", "Justification"],
            target=activation,
        ),
        authorization.RoleManagementPolicyApprovalRuleArgs(
            id="Approval_EndUser_Assignment",
            rule_type="RoleManagementPolicyApprovalRule",
            setting=_approval(grant.approvers),
            target=activation,
        ),
        authorization.RoleManagementPolicyExpirationRuleArgs(
            id="Expiration_Admin_Eligibility",
            rule_type="RoleManagementPolicyExpirationRule",
            is_expiration_required=False,
            maximum_duration="P365D",
            target=_by_administrators("Eligibility"),
        ),
        authorization.RoleManagementPolicyExpirationRuleArgs(
            id="Expiration_Admin_Assignment",
            rule_type="RoleManagementPolicyExpirationRule",
            is_expiration_required=True,
            maximum_duration=STANDING,
            target=_by_administrators("Assignment"),
        ),
        authorization.RoleManagementPolicyNotificationRuleArgs(
            id="Notification_Admin_EndUser_Assignment",
            rule_type="RoleManagementPolicyNotificationRule",
            notification_type="Email",
            recipient_type="Admin",
            notification_level="All",
            is_default_recipients_enabled=True,
            notification_recipients=list(notify),
            target=activation,
        ),
    ]


def _approval(approvers: str) -> authorization.ApprovalSettingsArgs:
    return authorization.ApprovalSettingsArgs(
        is_approval_required=True,
        is_approval_required_for_extension=False,
        is_requestor_justification_required=True,
        approval_mode="SingleStage",
        approval_stages=[
            authorization.ApprovalStageArgs(
                approval_stage_time_out_in_days=1,
                is_approver_justification_required=True,
                is_escalation_enabled=False,
                escalation_time_in_minutes=0,
                primary_approvers=[authorization.UserSetArgs(id=approvers, user_type="Group", is_backup=False)],
            )
        ],
    )


def _by_administrators(level: str) -> authorization.RoleManagementPolicyRuleTargetArgs:
    return authorization.RoleManagementPolicyRuleTargetArgs(caller="Admin", operations=["All"], level=level)
