"""Backup vaults restore only into their own subscription."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_if, finding, not_in

ALLOWED = ("Disabled", "PermanentlyDisabled")
STEPS = ("properties", "featureSettings", "crossSubscriptionRestoreSettings", "state")


def restores(state: str) -> Properties:
    return {"properties": {"featureSettings": {"crossSubscriptionRestoreSettings": {"state": state}}}}


rule = Rule(
    severity=MEDIUM, serves=("RES-3", "SDL-5"), iso27001=("8.12", "8.31"), soc2=("CC6.7",),
    types=("azure-native:dataprotection:BackupVault",),
    why="A restore elsewhere is a copy of customer data outside of the rules here.",
    fix="Set crossSubscriptionRestoreSettings.state to Disabled.",
    source="Azure Backup: cross subscription restore",
    azure_policy=deny_if(
        not_in("Microsoft.DataProtection/backupVaults/featureSettings.crossSubscriptionRestoreSettings.state", ALLOWED),
        of="Microsoft.DataProtection/backupVaults",
        builtin="4d479a11-f2b5-4f0a-bb1e-d2332aa95cda",
    ),
    good=[restores("Disabled"), restores("PermanentlyDisabled")],
    bad=[restores("Enabled"), {}],  # absent depends on when the vault was made
)  # fmt: skip


@rule.check
def own_subscription(vault: Properties) -> Findings:
    if (value := at(vault, *STEPS)) not in ALLOWED:
        yield finding(".".join(STEPS), value, allowed=ALLOWED)
