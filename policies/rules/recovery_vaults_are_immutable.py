"""Recovery Services vaults can't be emptied or shortened."""

from policies.engine import CRITICAL, Findings, Properties, Rule, at, deny_unless, finding

ALLOWED = ("Locked", "Unlocked")

rule = Rule(
    severity=CRITICAL, serves=("BAK-1", "BAK-5"), iso27001=("8.13",), soc2=("A1.2",),
    types=("azure-native:recoveryservices:Vault",),
    why="Whoever takes over an administrator deletes the backups first.",
    fix="Set immutabilitySettings.state to Locked, or to Unlocked while you still test.",
    source="Azure Backup: immutable vault",
    azure_policy=deny_unless(
        "Microsoft.RecoveryServices/vaults/securitySettings.immutabilitySettings.state",
        ALLOWED,
        builtin="d6f6f560-14b7-49a4-9fc8-d2c3a9807868",
    ),
    good=[
        {"properties": {"securitySettings": {"immutabilitySettings": {"state": "Locked"}}}},
        {"properties": {"securitySettings": {"immutabilitySettings": {"state": "Unlocked"}}}},
    ],
    bad=[{"properties": {"securitySettings": {"immutabilitySettings": {"state": "Disabled"}}}}, {}],
)  # fmt: skip


@rule.check
def immutable(vault: Properties) -> Findings:
    if (value := at(vault, "properties", "securitySettings", "immutabilitySettings", "state")) not in ALLOWED:
        yield finding("properties.securitySettings.immutabilitySettings.state", value, allowed=ALLOWED)
