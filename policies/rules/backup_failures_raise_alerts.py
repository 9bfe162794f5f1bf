"""Backup vaults raise an alert when a job fails."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_unless_equal, finding

STEPS = ("properties", "monitoringSettings", "azureMonitorAlertSettings", "alertsForAllJobFailures")


def alerts(state: str) -> Properties:
    return {"properties": {"monitoringSettings": {"azureMonitorAlertSettings": {"alertsForAllJobFailures": state}}}}


rule = Rule(
    severity=MEDIUM, serves=("BAK-1", "LOG-2"), iso27001=("8.13", "8.16"), soc2=("A1.2", "CC7.2"),
    types=("azure-native:dataprotection:BackupVault",),
    why="A backup that fails in silence is found missing on the day it is needed.",
    fix="Set alertsForAllJobFailures to Enabled.",
    source="Azure Backup: monitoring with built-in alerts",
    azure_policy=deny_unless_equal(
        "Microsoft.DataProtection/backupVaults/monitoringSettings.azureMonitorAlertSettings.alertsForAllJobFailures",
        "Enabled",
    ),
    good=[alerts("Enabled")],
    bad=[alerts("Disabled"), {}],
)  # fmt: skip


@rule.check
def raises_alerts(vault: Properties) -> Findings:
    if (value := at(vault, *STEPS)) != "Enabled":
        yield finding(".".join(STEPS), value, allowed=("Enabled",))
