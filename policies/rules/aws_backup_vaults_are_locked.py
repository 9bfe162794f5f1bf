"""AWS Backup vaults are locked for good, for six months at least."""

from policies.engine import CRITICAL, Case, Findings, Properties, Rule, Setting, finding
from policies.engine.aws import ABOUT_AWS, aws

rule = Rule(
    severity=CRITICAL, serves=("BAK-1", "BAK-5"), iso27001=("8.13",), soc2=("A1.2",),
    types=aws("backup", "VaultLockConfiguration"),
    why="Without changeableForDays the lock is in governance mode, and an administrator opens it.",
    fix="Set minRetentionDays to 184 or more and changeableForDays to 3 or more.",
    source="AWS Backup: vault lock",
    azure_policy=ABOUT_AWS,
    settings={"days": Setting(default=180, minimum=1, text="The fewest days that recovery points are kept.")},
    good=[{"minRetentionDays": 184, "changeableForDays": 3}],
    bad=[{"minRetentionDays": 184}, {"minRetentionDays": 30, "changeableForDays": 3}, {"changeableForDays": 3}, {}],
)  # fmt: skip


@rule.check
def locked(lock: Properties, case: Case) -> Findings:
    least, days = case.settings["days"], lock.get("minRetentionDays")
    if days is None or days < least:
        yield finding("minRetentionDays", days, allowed=f"{least} days or more")
    if (until := lock.get("changeableForDays")) is None or until < 3:
        yield finding("changeableForDays", until, allowed="3 days or more")
