"""AWS services that list the regions of their copies list only regions of the European Union."""

from controls.residency import AWS_EU
from policies.engine import CRITICAL, Case, Findings, Properties, Rule, each, finding
from policies.engine.aws import ABOUT_AWS, aws

# Type, list of places, and the name of the region in each.
PLACES = {
    "aws:dynamodb/table:Table": ("replicas", "regionName"),
    "aws:dynamodb/globalTable:GlobalTable": ("replicas", "regionName"),
    "aws:secretsmanager/secret:Secret": ("replicas", "region"),
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": ("destinations", "region"),
}
ECR = aws("ecr", "ReplicationConfiguration")[0]

rule = Rule(
    severity=CRITICAL, serves=("RES-2", "RES-3"), iso27001=("5.31", "5.34", "8.14"), soc2=("CC6.1", "P6.1"),
    types=tuple(PLACES),
    why="The resource's own region says nothing about where its copies lie.",
    fix="Leave only regions of EU member states in the list.",
    source="AWS: DynamoDB global tables; Secrets Manager replication; ECR replication",
    azure_policy=ABOUT_AWS,
    optional=(
        "replicas", "replicationConfiguration", "replicationConfiguration.rules",
        "replicationConfiguration.rules[*].destinations",
    ),
    good=[
        {"replicas": [{"regionName": "eu-west-1"}, {"regionName": "eu-north-1"}]},
        {},
        (ECR, {"replicationConfiguration": {"rules": [{"destinations": [{"region": "eu-west-3"}]}]}}),
    ],
    bad=[
        {"replicas": [{"regionName": "eu-west-1"}, {"regionName": "eu-west-2"}]},
        ("aws:secretsmanager/secret:Secret", {"replicas": [{"region": "us-east-1"}]}),
        (ECR, {"replicationConfiguration": {"rules": [{"destinations": [{"region": "eu-central-2"}]}]}}),
    ],
)  # fmt: skip


@rule.check
def copies_in_the_eu(properties: Properties, case: Case) -> Findings:
    where, name = PLACES[case.resource.type]
    holders = [("", properties)]
    if case.resource.type == ECR:
        holders = [(f"{path}.", one) for path, one in each(properties, "replicationConfiguration.rules")]
    for before, holder in holders:
        for path, place in each(holder, where):
            if (region := place.get(name)) not in AWS_EU:
                yield finding(f"{before}{path}.{name}", region, allowed=AWS_EU)
