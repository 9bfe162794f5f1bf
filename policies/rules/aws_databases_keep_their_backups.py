"""AWS databases keep five weeks of backups and can't be deleted in passing."""

from policies.engine import HIGH, Case, Findings, Properties, Rule, Setting, finding
from policies.engine.aws import ABOUT_AWS, aws

rule = Rule(
    severity=HIGH, serves=("BAK-1",), iso27001=("8.13",), soc2=("A1.2",),
    types=(*aws("rds", "Instance", "Cluster"), *aws("docdb", "Cluster")),
    why="Damage by a mistake or an attacker is often noticed only after weeks.",
    fix="Set backupRetentionPeriod to 35, and deletionProtection to true.",
    source="AWS RDS: backup retention period; deletion protection",
    azure_policy=ABOUT_AWS,
    settings={"days": Setting(default=35, minimum=7, text="The fewest days of point-in-time restore.")},
    about=("replicateSourceDb",),
    good=[{"backupRetentionPeriod": 35, "deletionProtection": True}, {"replicateSourceDb": "main"}],
    bad=[
        {"backupRetentionPeriod": 7, "deletionProtection": True},
        {"backupRetentionPeriod": 35, "deletionProtection": False},
        {},
    ],
)  # fmt: skip


@rule.check
def kept(database: Properties, case: Case) -> Findings:
    if database.get("replicateSourceDb"):
        return
    days, least = database.get("backupRetentionPeriod"), case.settings["days"]
    if days is None or days < least:
        yield finding("backupRetentionPeriod", days, allowed=f"{least} days or more")
    if (protected := database.get("deletionProtection")) is not True:
        yield finding("deletionProtection", protected, allowed=(True,))
