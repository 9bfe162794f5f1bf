"""The directory's own logs, sent to a workspace: sign-ins of people and machines, and every change of the directory."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import aadiam

from components.base import Component, Place
from components.naming import Kind

# Source: "Learn about the identity logs you can stream to an endpoint", Microsoft Learn, 2026-11.
CATEGORIES = (
    "AuditLogs",
    "SignInLogs",
    "NonInteractiveUserSignInLogs",
    "ServicePrincipalSignInLogs",
    "ManagedIdentitySignInLogs",
    "RiskyUsers",
    "UserRiskEvents",
)


@dataclass(frozen=True, kw_only=True)
class DirectoryLogsArgs:
    place: Place
    workspace: pulumi.Input[str]


class DirectoryLogs(Component):
    """Serves LOG-1 LOG-2 ACC-3.

    >>> logs = DirectoryLogs("directory-logs", DirectoryLogsArgs(place=everywhere, workspace=workspace))
    """

    def __init__(self, name: str, args: DirectoryLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        aadiam.DiagnosticSetting(
            f"{name}-export",
            name=args.place.name(Kind.DIAGNOSTIC_SETTING, "directory"),
            workspace_id=args.workspace,
            logs=[aadiam.LogSettingsArgs(category=each, enabled=True) for each in CATEGORIES],
            opts=self.child,
        )
        self.register_outputs({})
