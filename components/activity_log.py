"""The subscription's activity log, sent to a workspace: who changed, deleted or granted what."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from components.base import Component, Place
from components.naming import Kind

# All of them by name: the activity log knows no category groups. Source: "Azure Monitor activity log", categories.
CATEGORIES = (
    "Administrative",
    "Security",
    "ServiceHealth",
    "Alert",
    "Recommendation",
    "Policy",
    "Autoscale",
    "ResourceHealth",
)


@dataclass(frozen=True, kw_only=True)
class ActivityLogArgs:
    place: Place
    workspace: pulumi.Input[str]


class ActivityLog(Component):
    """Serves ACC-3 LOG-1 LOG-2 SDL-7.

    >>> log = ActivityLog("activity-log", ActivityLogArgs(place=everywhere, workspace=workspace))
    """

    def __init__(self, name: str, args: ActivityLogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        monitor.DiagnosticSetting(
            f"{name}-export",
            name=args.place.name(Kind.DIAGNOSTIC_SETTING, "activity"),
            resource_uri=f"/subscriptions/{args.place.subscription}",
            workspace_id=args.workspace,
            logs=[monitor.DiagnosticsLogSettingsArgs(category=each, enabled=True) for each in CATEGORIES],
            opts=self.child,
        )
        self.register_outputs({})
