"""Backup policies run daily; for PostgreSQL servers, whose own backups run continuously, weekly."""

from policies.engine import (
    CRITICAL,
    Findings,
    Properties,
    Rule,
    all_of,
    any_of,
    at,
    deny_if,
    each,
    equals,
    finding,
    no,
    some,
    unlike,
)

DAILY = ("P1D", *(f"PT{hours}H" for hours in range(1, 25)))
WEEKLY = (*DAILY, *(f"P{days}D" for days in range(2, 8)), "P1W")
CONTINUOUS = "Microsoft.DBforPostgreSQL/flexibleServers"  # point-in-time restore; the vault holds what is older

POLICY = "Microsoft.DataProtection/backupVaults/backupPolicies"
SOURCES = f"{POLICY}/datasourceTypes[*]"
SCHEDULE = "AzureBackupRule.trigger.ScheduleBasedTriggerContext.schedule"
INTERVALS = f"{POLICY}/BackupPolicy.policyRules[*].{SCHEDULE}.repeatingTimeIntervals[*]"


def seldom(intervals: tuple[str, ...]) -> dict[str, object]:
    return dict(some(INTERVALS, unlike(INTERVALS, [f"R/*/{interval}" for interval in intervals])))


def runs(interval: str, source: str = "Microsoft.Storage/storageAccounts/blobServices") -> Properties:
    trigger = {"objectType": "ScheduleBasedTriggerContext", "schedule": {"repeatingTimeIntervals": [interval]}}
    backup = {"objectType": "AzureBackupRule", "trigger": trigger}
    return {"properties": {"objectType": "BackupPolicy", "datasourceTypes": [source], "policyRules": [backup]}}


rule = Rule(
    severity=CRITICAL, serves=("BAK-1",), iso27001=("8.13",), soc2=("A1.2",),
    types=("azure-native:dataprotection:BackupPolicy",),
    why="Daily backups are promised: what lies between two of them is lost.",
    fix="Set repeatingTimeIntervals to one a day, such as R/2026-01-01T01:00:00+00:00/P1D.",
    source="Azure Backup: backup policies of backup vaults; support matrices",
    azure_policy=deny_if(
        any_of(
            no(INTERVALS),
            all_of(no(SOURCES, equals(SOURCES, CONTINUOUS)), seldom(DAILY)),
            seldom(WEEKLY),
        ),
        of=POLICY,
    ),
    about=("properties.datasourceTypes",),
    good=[
        runs("R/2026-01-01T01:00:00+00:00/P1D"),
        runs("R/2026-01-01T01:00:00+00:00/PT4H"),
        runs("R/2026-01-01T01:00:00+00:00/P1W", CONTINUOUS),
    ],
    bad=[
        runs("R/2026-01-01T01:00:00+00:00/P1W"),
        runs("R/2026-01-01T01:00:00+00:00/P2D"),
        runs("R/2026-01-01T01:00:00+00:00/PT48H"),
        runs("R5/2026-01-01T01:00:00+00:00/P1D"),  # five backups, and then none
        runs("R/2026-01-01T01:00:00+00:00/P2W", CONTINUOUS),
        runs("now and then"),
        {"properties": {"datasourceTypes": ["Microsoft.Compute/disks"], "policyRules": []}},
    ],
)  # fmt: skip


@rule.check
def often(policy: Properties) -> Findings:
    continuous = CONTINUOUS in (at(policy, "properties", "datasourceTypes") or [])
    enough, allowed = (WEEKLY, "intervals of a week or less") if continuous else (DAILY, "intervals of a day or less")
    scheduled = False
    for path, one in each(policy, "properties.policyRules"):
        if one.get("objectType") == "AzureBackupRule":
            intervals = at(one, "trigger", "schedule", "repeatingTimeIntervals") or []
            scheduled = scheduled or bool(intervals)
            for index, interval in enumerate(intervals):
                repeated, _, length = str(interval).rpartition("/")
                if not repeated.startswith("R/") or length not in enough:
                    yield finding(f"{path}.trigger.schedule.repeatingTimeIntervals[{index}]", interval, allowed=allowed)
    # Operational backups of blobs have no schedule: they stay in the account that they protect, and don't count.
    if not scheduled:
        yield finding("properties.policyRules", None, allowed=f"schedules with {allowed}")
