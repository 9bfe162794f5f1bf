"""Where a region's logs go: a Log Analytics workspace that keeps them long enough to look back."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import operationalinsights as insights

from components.base import Component, Place
from components.naming import Kind

SHORTEST_RETENTION = 90  # days; LOG-3


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    place: Place
    retention_days: int = SHORTEST_RETENTION

    def __post_init__(self) -> None:
        if not SHORTEST_RETENTION <= self.retention_days <= 730:
            raise ValueError(
                f"retention_days {self.retention_days} is not allowed; allowed are {SHORTEST_RETENTION} to 730 days."
            )


class Monitoring(Component):
    """Serves LOG-1 LOG-2 LOG-3 ACC-3.

    Outputs: `workspace_id`.

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
        self.watch(workspace.id, workspace.id)  # who asked the logs what is itself a log
        self.workspace_id = workspace.id
        self.register_outputs({"workspaceId": workspace.id})
