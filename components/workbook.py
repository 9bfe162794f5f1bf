"""The operations picture: one workbook over the workspaces of all regions, made by code."""

import json
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
        "AzureActivity | where CategoryValue == 'Administrative' and ActivityStatusValue in~ ('Success', 'Succeeded') "
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
    place: Place


class Workbook(Component):
    """Serves LOG-2 GOV-3.

    It finds the environment's workspaces by their tag: a region more changes nothing here.

    >>> picture = Workbook("operations", WorkbookArgs(place=place))
    """

    def __init__(self, name: str, args: WorkbookArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        environment = args.place.names.environment
        insights.Workbook(
            f"{name}-workbook",
            resource_name_=args.place.names.guid(name),
            resource_group_name=args.place.group,
            location=args.place.location,
            kind=insights.WorkbookSharedTypeKind.SHARED,
            category="workbook",
            display_name=f"{environment}: operations",
            description="What runs, what alerts, what is backed up, and who did what.",
            source_id="azure monitor",  # so that it stands among Azure Monitor's own
            serialized_data=content(environment),
            tags=self.tags,
            opts=self.child,
        )
        self.register_outputs({})


def content(environment: str) -> str:
    """The workbook as Azure stores it: JSON, with the keys in order so that a preview shows no false change."""
    parameters = {"version": "KqlParameterItem/1.0", "parameters": [_range(), _workspaces(environment)]}
    items: list[dict[str, object]] = [
        {"type": 1, "name": "head", "content": {"json": "# Operations\nMade from `components/workbook.py`."}},
        {"type": 9, "name": "parameters", "content": parameters},
        *(_query(panel) for panel in PANELS),
    ]
    return json.dumps({"version": "Notebook/1.0", "items": items, "isLocked": False}, sort_keys=True)


def _range() -> dict[str, object]:
    hour = 3_600_000  # milliseconds
    return {
        "version": "KqlParameterItem/1.0",
        "name": "Range",
        "label": "Time range",
        "type": 4,
        "value": {"durationMs": 168 * hour},
        "typeSettings": {"selectableValues": [{"durationMs": hours * hour} for hours in (1, 24, 168, 720)]},
    }


def _workspaces(environment: str) -> dict[str, object]:
    return {
        "version": "KqlParameterItem/1.0",
        "name": "Workspaces",
        "type": 5,  # resources
        "isRequired": True,
        "multiSelect": True,
        "query": "resources | where type =~ 'microsoft.operationalinsights/workspaces' "
        f"and tags.managedBy == 'cordon' and tags.environment == '{environment}' | project id",
        "queryType": 1,
        "resourceType": "microsoft.resourcegraph/resources",
        "crossComponentResources": ["value::all"],
        "typeSettings": {"additionalResourceOptions": ["value::all"]},
        "value": ["value::all"],
    }


def _query(panel: Panel) -> dict[str, object]:
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
            "crossComponentResources": ["{Workspaces}"],
            "visualization": panel.shape,
        },
    }
