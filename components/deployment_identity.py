"""Who deploys: an identity that the pipeline becomes by a token of its own. No secret exists that could leak."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, managedidentity

from components.base import Component, Place
from components.limits import SUBJECT
from components.naming import Kind
from components.roles import Role

AUDIENCE = "api://AzureADTokenExchange"


@dataclass(frozen=True, kw_only=True)
class DeploymentIdentityArgs:
    """`may_grant`: the roles that it may give to others, and no other. `role` is the id of its own definition."""

    place: Place
    issuer: str
    subject: str
    role: pulumi.Input[str]
    may_grant: Sequence[Role]

    def __post_init__(self) -> None:
        if not self.issuer.startswith("https://"):
            raise ValueError(f"issuer {self.issuer!r} is not allowed; allowed is an https URL.")
        if not SUBJECT.fullmatch(self.subject):
            raise ValueError(
                f"subject {self.subject!r} is not allowed; allowed is one environment of one repository, such as "
                "repo:example/cordon:environment:prod, or one service connection."
            )
        if not self.may_grant or Role.CONTRIBUTOR in self.may_grant:
            raise ValueError(
                "may_grant is empty or has CONTRIBUTOR; allowed are the narrow roles that the estate assigns."
            )


class DeploymentIdentity(Component):
    """Serves ACC-1 ACC-4 SDL-1 SDL-6 SDL-7.

    Outputs: `client_id`, `principal_id`, `identity_id`.

    >>> from components.roles import Role
    >>> pipeline = DeploymentIdentity("deployer", DeploymentIdentityArgs(
    ...     place=place, issuer="https://token.actions.githubusercontent.com",
    ...     subject="repo:example/cordon:environment:prod", role="/roleDefinitions/r", may_grant=[Role.READER]))
    """

    def __init__(self, name: str, args: DeploymentIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        identity = managedidentity.UserAssignedIdentity(
            f"{name}-identity",
            resource_name_=args.place.name(Kind.IDENTITY, "deployer"),
            resource_group_name=args.place.group,
            location=args.place.location,
            tags=self.tags,
            opts=self.child,
        )
        managedidentity.FederatedIdentityCredential(
            f"{name}-federation",
            federated_identity_credential_resource_name="pipeline",
            resource_name_=identity.name,
            resource_group_name=args.place.group,
            issuer=args.issuer,
            subject=args.subject,
            audiences=[AUDIENCE],
            opts=self.child,
        )
        authorization.RoleAssignment(
            f"{name}-role",
            role_assignment_name=args.place.names.guid(name, "role"),
            principal_id=identity.principal_id,
            principal_type=authorization.PrincipalType.SERVICE_PRINCIPAL,
            role_definition_id=args.role,
            scope=f"/subscriptions/{args.place.subscription}",
            condition=only(args.may_grant),
            condition_version="2.0",
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        self.client_id, self.principal_id, self.identity_id = identity.client_id, identity.principal_id, identity.id
        self.register_outputs({"clientId": identity.client_id})


def only(roles: Sequence[Role]) -> str:
    """A condition under which only these roles can be given and taken: the pipeline can't make itself Owner.

    Source: "Examples to delegate Azure role assignment management with conditions", Microsoft Learn, 2026-11.
    """
    guids = ", ".join(sorted(role.guid for role in set(roles)))
    assignments = "Microsoft.Authorization/roleAssignments"
    parts = (
        f"((!(ActionMatches{{'{assignments}/{verb}'}})) OR "
        f"(@{source}[{assignments}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {{{guids}}}))"
        for verb, source in (("write", "Request"), ("delete", "Resource"))
    )
    return " AND ".join(parts)
