"""AWS databases have no public address."""

from policies.engine import HIGH, Findings, Properties, Rule, finding
from policies.engine.aws import ABOUT_AWS, aws

rule = Rule(
    severity=HIGH, serves=("NET-2", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=(*aws("rds", "Instance", "ClusterInstance"), *aws("redshift", "Cluster"), *aws("dms", "ReplicationInstance")),
    why="A database that answers the internet is tried by the internet.",
    fix="Set publiclyAccessible to false.",
    source="AWS RDS: working with a DB instance in a VPC, hiding it from the internet",
    azure_policy=ABOUT_AWS,
    good=[{"publiclyAccessible": False}],
    bad=[{"publiclyAccessible": True}, {}],  # absent, the subnet group decides
)  # fmt: skip


@rule.check
def private(database: Properties) -> Findings:
    if (value := database.get("publiclyAccessible")) is not False:
        yield finding("publiclyAccessible", value, allowed=(False,))
