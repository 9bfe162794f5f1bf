"""The operations picture: one workbook over the regions' workspaces, made by code out of the alerts and rules."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import applicationinsights as insights

from components.base import Component, Place


@dataclass(frozen=True)
class Panel:
    """One query and how it is drawn: `table`, `timechart`, `barchart`, `tiles`."""

    title: str
    shape: str
    query: str
    width: int = 50  # percent


PANELS = (
    Panel(
        "Alerts of the last week, by severity",
        "barchart",
        "SecurityAlert | summarize Alerts = count() by AlertSeverity, bin(TimeGenerated, 1d)",
    ),
    Panel(
        "Open incidents",
        "table",
        "SecurityIncident | summarize arg_max(LastModifiedTime, *) by IncidentNumber | where Status != 'Closed' "
        "| project IncidentNumber, Title, Severity, Status, CreatedTime",
    ),
    Panel(
        "Backups: jobs by outcome",
        "barchart",
        "AddonAzureBackupJobs | where JobOperation == 'Backup' | summarize Jobs = count() by JobStatus, "
        "bin(TimeGenerated, 1d)",
    ),
    Panel(
        "Database: processor and storage, percent",
        "timechart",
        "AzureMetrics | where MetricName in ('cpu_percent', 'storage_percent') "
        "| summarize avg(Average) by strcat(Resource, ' ', MetricName), bin(TimeGenerated, 15m)",
    ),
    Panel(
        "Replica: seconds behind",
        "timechart",
        "AzureMetrics | where MetricName == 'physical_replication_delay_in_seconds' "
        "| summarize max(Maximum) by Resource, bin(TimeGenerated, 5m)",
    ),
    Panel(
        "Edge: requests that the firewall blocked",
        "timechart",
        "AzureDiagnostics | where Category == 'FrontDoorWebApplicationFirewallLog' and action_s =~ 'Block' "
        "| summarize Blocked = count() by ruleName_s, bin(TimeGenerated, 1h)",
    ),
    Panel(
        "Who changed the estate",
        "table",
        "AzureActivity | where CategoryValue == 'Administrative' and ActivityStatusValue == 'Success' "
        "| summarize Changes = count(), Last = max(TimeGenerated) by Caller | order by Last desc",
    ),
    Panel(
        "Who read customers' content",
        "table",
        "StorageBlobLogs | where OperationName == 'GetBlob' "
        "| summarize Files = count(), Bytes = sum(ResponseBodySize) by coalesce(RequesterUpn, RequesterObjectId), "
        "AccountName | top 20 by Bytes",
    ),
)


@dataclass(frozen=True, kw_only=True)
class WorkbookArgs:
    """`workspaces`: ids of the regions' workspaces, the primary's first."""

    place: Place
    workspaces: Sequence[pulumi.Input[str]]

    def __post_init__(self) -> None:
        if not self.workspaces:
            raise ValueError("workspaces is empty; allowed are one or more.")


class Workbook(Component):
    """Serves LOG-2 GOV-3.

    >>> picture = Workbook("operations", WorkbookArgs(place=place, workspaces=[workspace]))
    """

    def __init__(self, name: str, args: WorkbookArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        insights.Workbook(
            f"{name}-workbook",
            resource_name_=args.place.names.guid(name),
            resource_group_name=args.place.group,
            location=args.place.location,
            kind=insights.WorkbookSharedTypeKind.SHARED,
            category="workbook",
            display_name=f"{args.place.names.environment}: operations",
            description="What runs, what alerts, what is backed up, and who did what.",
            source_id="azure monitor",  # so that it stands among Azure Monitor's own
            serialized_data=pulumi.Output.all(*args.workspaces).apply(content),
            tags=self.tags,
            opts=self.child,
        )
        self.register_outputs({})


def content(workspaces: Sequence[str]) -> str:
    """The workbook as Azure stores it: JSON, with the keys in order so that a preview shows no false change."""
    items: list[dict[str, object]] = [
        {"type": 1, "name": "head", "content": {"json": "# Operations\nMade from `components/workbook.py`."}},
        {
            "type": 9,  # parameters
            "name": "range",
            "content": {
                "version": "KqlParameterItem/1.0",
                "parameters": [
                    {
                        "version": "KqlParameterItem/1.0",
                        "name": "Range",
                        "label": "Time range",
                        "type": 4,
                        "value": {"durationMs": 604_800_000},
                        "typeSettings": {
                            "selectableValues": [{"durationMs": hours * 3_600_000} for hours in (1, 24, 168, 720)]
                        },
                    }
                ],
            },
        },
    ]
    items += [_query(panel, workspaces) for panel in PANELS]
    return json.dumps({"version": "Notebook/1.0", "items": items, "isLocked": False}, sort_keys=True)


def _query(panel: Panel, workspaces: Sequence[str]) -> dict[str, object]:
    return {
        "type": 3,
        "name": panel.title,
        "customWidth": str(panel.width),
        "content": {
            "version": "KqlItem/1.0",
            "query": panel.query,
            "title": panel.title,
            "size": 0,
            "timeContextFromParameter": "Range",
            "queryType": 0,
            "resourceType": "microsoft.operationalinsights/workspaces",
            "crossComponentResources": list(workspaces),
            "visualization": panel.shape,
        },
    }
