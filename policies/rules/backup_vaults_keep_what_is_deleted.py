"""Backup vaults keep deleted backups for 14 days at least."""

from policies.engine import (
    HIGH,
    Case,
    Findings,
    Properties,
    Rule,
    Setting,
    absent,
    any_of,
    at,
    below,
    deny_if,
    finding,
    not_in,
)

ON = ("On", "AlwaysOn")
SETTINGS = "Microsoft.DataProtection/backupVaults/securitySettings.softDeleteSettings"
STEPS = ("properties", "securitySettings", "softDeleteSettings")


def deletes(state: str, days: int) -> Properties:
    settings = {"state": state, "retentionDurationInDays": days}
    return {"properties": {"securitySettings": {"softDeleteSettings": settings}}}


rule = Rule(
    severity=HIGH, serves=("BAK-1", "BAK-5"), iso27001=("8.13",), soc2=("A1.2",),
    types=("azure-native:dataprotection:BackupVault",),
    why="A deletion by mistake or by an attacker is otherwise final.",
    fix="Set softDeleteSettings.state to AlwaysOn with a retention of 14 days or more.",
    source="Azure Backup: enhanced soft delete",
    azure_policy=deny_if(
        any_of(
            absent(f"{SETTINGS}.state"), not_in(f"{SETTINGS}.state", ON),
            below(f"{SETTINGS}.retentionDurationInDays", 14),
        ),
        of="Microsoft.DataProtection/backupVaults", builtin="9798d31d-6028-4dee-8643-46102185c016",
    ),
    settings={"days": Setting(default=14, minimum=14, text="The fewest days that deleted backups are kept.")},
    optional=("properties.securitySettings.softDeleteSettings.retentionDurationInDays",),
    good=[deletes("AlwaysOn", 14), deletes("On", 30)],
    bad=[deletes("Off", 14), deletes("On", 7), {"properties": {}}],
)  # fmt: skip


@rule.check
def kept(vault: Properties, case: Case) -> Findings:
    settings, least = at(vault, *STEPS) or {}, case.settings["days"]
    if (state := settings.get("state")) not in ON:
        yield finding(".".join((*STEPS, "state")), state, allowed=ON)
    elif (days := settings.get("retentionDurationInDays", 14)) < least:
        yield finding(".".join((*STEPS, "retentionDurationInDays")), days, allowed=f"{least} days or more")
