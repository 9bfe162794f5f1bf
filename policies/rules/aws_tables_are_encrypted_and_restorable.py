"""DynamoDB tables are encrypted by a key of KMS and can be restored to any moment."""

from policies.engine import HIGH, Findings, Properties, Rule, at, finding
from policies.engine.aws import ABOUT_AWS, aws

PARTS = ("serverSideEncryption", "pointInTimeRecovery")

rule = Rule(
    severity=HIGH, serves=("ENC-2", "BAK-1"), iso27001=("8.13", "8.24"), soc2=("A1.2", "CC6.1"),
    types=aws("dynamodb", "Table"),
    why="A table without point-in-time recovery has no backup at all until somebody makes one.",
    fix="Set enabled to true.",
    source="AWS DynamoDB: encryption at rest; point-in-time recovery",
    azure_policy=ABOUT_AWS,
    good=[{part: {"enabled": True} for part in PARTS}],
    bad=[{"serverSideEncryption": {"enabled": True}}, {part: {"enabled": False} for part in PARTS}, {}],
)  # fmt: skip


@rule.check
def kept(table: Properties) -> Findings:
    for part in PARTS:
        if (value := at(table, part, "enabled")) is not True:
            yield finding(f"{part}.enabled", value, allowed=(True,))
