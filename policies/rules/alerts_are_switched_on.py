"""Alerts and detections that are there are switched on."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_each, finding

KINDS = (
    "Microsoft.Insights/metricAlerts",
    "Microsoft.Insights/scheduledQueryRules",
    "Microsoft.Insights/activityLogAlerts",
)

rule = Rule(
    severity=MEDIUM, serves=("LOG-2",), iso27001=("8.16",), soc2=("CC7.2", "CC7.3"),
    types=(
        "azure-native:monitor:MetricAlert", "azure-native:monitor:ScheduledQueryRule",
        "azure-native:monitor:ActivityLogAlert", "azure-native:insights:MetricAlert",
        "azure-native:insights:ScheduledQueryRule", "azure-native:insights:ActivityLogAlert",
        "azure-native:securityinsights:ScheduledAlertRule", "azure-native:applicationinsights:WebTest",
    ),
    why="One that was switched off in a noisy night stays off.",
    fix="Set enabled to true, or remove it.",
    source="Azure Monitor: alert rules; Microsoft Sentinel: analytics rules",
    azure_policy=deny_each([f"{kind}/enabled" for kind in KINDS], (True,), absent_is_fine=True),
    optional=("enabled",),  # absent means on, but for Sentinel and web tests, which require it
    good=[{"enabled": True}, {}],
    bad=[{"enabled": False}],
)  # fmt: skip


@rule.check
def on(alert: Properties) -> Findings:
    if alert.get("enabled", True) is not True:
        yield finding("enabled", alert.get("enabled"), allowed=(True,))
