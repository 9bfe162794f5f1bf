"""Where a region's logs go: a Log Analytics workspace that keeps them long enough to look back."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import operationalinsights as insights

from components.base import Component, Place
from components.limits import ARCHIVES
from components.naming import Kind

SHORTEST_RETENTION = 90  # days; LOG-3
SHORTEST_ARCHIVE = 365  # days
# The tables that say who did what; each is there from the start. All else ends with the 90 days.
SECURITY_TABLES = ("AddonAzureBackupJobs", "LAQueryLogs", "StorageBlobLogs")
# ... but this one, which is there once a resource has sent to it (Azure Monitor Logs reference).
LATE_TABLES = ("AzureDiagnostics",)
# ... and those of the subscription and the directory, which reach the primary region's workspace only.
CENTRAL_TABLES = (
    "AADManagedIdentitySignInLogs",
    "AADNonInteractiveUserSignInLogs",
    "AADServicePrincipalSignInLogs",
    "AuditLogs",
    "AzureActivity",
    "SigninLogs",
)


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """`central`: the subscription's and the directory's logs come here too.

    `in_use`: resources have sent logs already, so that what Azure only makes then can be archived too.
    """

    place: Place
    retention_days: int = SHORTEST_RETENTION
    archive_days: int = SHORTEST_ARCHIVE
    central: bool = False
    in_use: bool = False

    def __post_init__(self) -> None:
        if not SHORTEST_RETENTION <= self.retention_days <= 730:
            raise ValueError(
                f"retention_days {self.retention_days} is not allowed; allowed are {SHORTEST_RETENTION} to 730 days."
            )
        if self.archive_days not in ARCHIVES or self.archive_days < self.retention_days:
            allowed = ", ".join(str(each) for each in ARCHIVES if each >= self.retention_days)
            raise ValueError(f"archive_days {self.archive_days} is not allowed; allowed are {allowed}.")


class Monitoring(Component):
    """Serves LOG-1 LOG-2 LOG-3 ACC-3.

    Outputs: `workspace_id`, `workspace_name`.

    >>> watching = Monitoring("monitoring-ne", MonitoringArgs(place=place, retention_days=120))
    """

    def __init__(self, name: str, args: MonitoringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        workspace = insights.Workspace(
            f"{name}-workspace",
            workspace_name=args.place.name(Kind.WORKSPACE),
            resource_group_name=args.place.group,
            location=args.place.location,
            sku=insights.WorkspaceSkuArgs(name=insights.WorkspaceSkuNameEnum.PER_GB2018),
            retention_in_days=args.retention_days,
            features=insights.WorkspaceFeaturesArgs(
                disable_local_auth=True,  # Entra only: no shared workspace keys
                enable_log_access_using_only_resource_permissions=True,
            ),
            tags=self.tags,
            opts=self.child,
        )
        central, late = CENTRAL_TABLES if args.central else (), LATE_TABLES if args.in_use else ()
        for table in (*SECURITY_TABLES, *central, *late):
            insights.Table(
                f"{name}-{table}",
                table_name=table,
                workspace_name=workspace.name,
                resource_group_name=args.place.group,
                total_retention_in_days=args.archive_days,
                # Azure's own tables can't be deleted; they go with the workspace.
                opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
            )
        self.send_logs(workspace.id)  # who asked the logs what is itself a log
        self.workspace_id, self.workspace_name = workspace.id, workspace.name
        self.register_outputs({"workspaceId": workspace.id})
