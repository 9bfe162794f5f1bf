"""Backup policies run daily; for PostgreSQL servers, whose own backups run continuously, weekly."""

import re

from policies.engine import CRITICAL, Findings, Properties, Rule, at, each, finding, not_in_azure_policy

EVERY = re.compile(r"^R\d*/[^/]+/P(?:(\d+)([DW])|T(\d+)H)$")
CONTINUOUS = "Microsoft.DBforPostgreSQL/flexibleServers"  # point-in-time restore; the vault holds what is older


def runs(interval: str, source: str = "Microsoft.Storage/storageAccounts/blobServices") -> Properties:
    trigger = {"schedule": {"repeatingTimeIntervals": [interval]}}
    backup = {"objectType": "AzureBackupRule", "trigger": trigger}
    return {"properties": {"datasourceTypes": [source], "policyRules": [backup]}}


rule = Rule(
    severity=CRITICAL, serves=("BAK-1",), iso27001=("8.13",), soc2=("A1.2",),
    types=("azure-native:dataprotection:BackupPolicy",),
    why="Daily backups are promised: what lies between two of them is lost.",
    fix="Set repeatingTimeIntervals to one a day, such as R/2026-01-01T01:00:00+00:00/P1D.",
    source="Azure Backup: backup policies of backup vaults; support matrices",
    azure_policy=not_in_azure_policy("Azure Policy can't read repeating intervals."),
    about=("properties.datasourceTypes",),
    good=[
        runs("R/2026-01-01T01:00:00+00:00/P1D"),
        runs("R/2026-01-01T01:00:00+00:00/PT4H"),
        runs("R/2026-01-01T01:00:00+00:00/P1W", CONTINUOUS),
    ],
    bad=[
        runs("R/2026-01-01T01:00:00+00:00/P1W"),
        runs("R/2026-01-01T01:00:00+00:00/P2D"),
        runs("R/2026-01-01T01:00:00+00:00/P2W", CONTINUOUS),
        runs("now and then"),
        {"properties": {"datasourceTypes": ["Microsoft.Compute/disks"], "policyRules": []}},
    ],
)  # fmt: skip


@rule.check
def often(policy: Properties) -> Findings:
    continuous = CONTINUOUS in (at(policy, "properties", "datasourceTypes") or [])
    most, allowed = (168, "intervals of a week or less") if continuous else (24, "intervals of a day or less")
    scheduled = False
    for path, one in each(policy, "properties.policyRules"):
        if one.get("objectType") == "AzureBackupRule":
            intervals = at(one, "trigger", "schedule", "repeatingTimeIntervals") or []
            scheduled = scheduled or bool(intervals)
            for index, interval in enumerate(intervals):
                if hours(interval) > most:
                    yield finding(f"{path}.trigger.schedule.repeatingTimeIntervals[{index}]", interval, allowed=allowed)
    # Operational backups of blobs have no schedule: they stay in the account that they protect, and don't count.
    if not scheduled:
        yield finding("properties.policyRules", None, allowed=f"schedules with {allowed}")


def hours(interval: object) -> int:
    """The time between two backups; endless for what isn't an interval."""
    match = EVERY.match(str(interval))
    if not match:
        return 1_000_000
    return int(match[3]) if match[3] else int(match[1]) * (24 if match[2] == "D" else 168)
