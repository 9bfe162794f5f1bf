"""Recovery Services vaults keep deleted backups for a while."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_unless, finding

ALLOWED = ("AlwaysON", "Enabled")

rule = Rule(
    severity=HIGH, serves=("BAK-1",), iso27001=("8.13",), soc2=("A1.2",),
    types=("azure-native:recoveryservices:Vault",),
    why="A deletion by mistake or by an attacker is otherwise final.",
    fix="Set softDeleteSettings.softDeleteState to AlwaysON.",
    source="Azure Backup: soft delete",
    azure_policy=deny_unless(
        "Microsoft.RecoveryServices/vaults/securitySettings.softDeleteSettings.softDeleteState",
        ALLOWED,
        builtin="31b8092a-36b8-434b-9af7-5ec844364148",
    ),
    good=[
        {"properties": {"securitySettings": {"softDeleteSettings": {"softDeleteState": "AlwaysON"}}}},
        {"properties": {"securitySettings": {"softDeleteSettings": {"softDeleteState": "Enabled"}}}},
    ],
    bad=[{"properties": {"securitySettings": {"softDeleteSettings": {"softDeleteState": "Disabled"}}}}, {}],
)  # fmt: skip


@rule.check
def soft_delete(vault: Properties) -> Findings:
    if (value := at(vault, "properties", "securitySettings", "softDeleteSettings", "softDeleteState")) not in ALLOWED:
        yield finding("properties.securitySettings.softDeleteSettings.softDeleteState", value, allowed=ALLOWED)
