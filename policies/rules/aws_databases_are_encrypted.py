"""AWS databases and their snapshots are encrypted."""

from policies.engine import HIGH, Findings, Properties, Rule, finding
from policies.engine.aws import ABOUT_AWS, aws

rule = Rule(
    severity=HIGH, serves=("ENC-2", "ENC-3", "BAK-2"), iso27001=("8.24",), soc2=("CC6.1",),
    types=(
        *aws("rds", "Instance", "Cluster"), *aws("docdb", "Cluster"), *aws("neptune", "Cluster"),
    ),
    why="Encryption can't be added later: it is chosen when the database is made.",
    fix="Set storageEncrypted to true.",
    source="AWS RDS: encrypting resources",
    azure_policy=ABOUT_AWS,
    about=("replicateSourceDb",),
    good=[{"storageEncrypted": True}, {"replicateSourceDb": "main"}],  # a replica is as its source
    bad=[{"storageEncrypted": False}, {}],
)  # fmt: skip


@rule.check
def encrypted(database: Properties) -> Findings:
    if (value := database.get("storageEncrypted")) is not True and not database.get("replicateSourceDb"):
        yield finding("storageEncrypted", value, allowed=(True,))


@rule.remediate
def encrypt(database: dict[str, object]) -> dict[str, object]:
    return {"storageEncrypted": True}
