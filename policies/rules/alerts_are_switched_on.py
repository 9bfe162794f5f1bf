"""Alerts and detections that are there are switched on."""

from policies.engine import MEDIUM, Case, Findings, Properties, Rule, deny_each, finding

KINDS = (
    "Microsoft.Insights/metricAlerts",
    "Microsoft.Insights/scheduledQueryRules",
    "Microsoft.Insights/activityLogAlerts",
)

# Of these Azure's reference says no default; of all others, that it is on.
SILENT = ("azure-native:securityinsights:ScheduledAlertRule", "azure-native:applicationinsights:WebTest")

rule = Rule(
    severity=MEDIUM, serves=("LOG-2",), iso27001=("8.16",), soc2=("CC7.2", "CC7.3"),
    types=(
        "azure-native:monitor:MetricAlert", "azure-native:monitor:ScheduledQueryRule",
        "azure-native:monitor:ActivityLogAlert", "azure-native:insights:MetricAlert",
        "azure-native:insights:ScheduledQueryRule", "azure-native:insights:ActivityLogAlert",
        *SILENT,
    ),
    why="One that was switched off in a noisy night stays off.",
    fix="Set enabled to true.",
    source="Azure Monitor: alert rules; Microsoft Sentinel: analytics rules",
    azure_policy=deny_each([f"{kind}/enabled" for kind in KINDS], (True,), absent_is_fine=True),
    optional=("enabled",),
    good=[{"enabled": True}, {}, (SILENT[1], {"enabled": True})],
    bad=[{"enabled": False}],
)  # fmt: skip


@rule.check
def on(alert: Properties, case: Case) -> Findings:
    if (value := alert.get("enabled")) is not True and (value is not None or case.resource.type in SILENT):
        yield finding("enabled", value, allowed=(True,))
