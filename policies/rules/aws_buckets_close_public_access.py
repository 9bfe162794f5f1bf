"""S3 buckets close every way to become public."""

from policies.engine import CRITICAL, Findings, Properties, Rule, finding
from policies.engine.aws import ABOUT_AWS, aws

WAYS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")

rule = Rule(
    severity=CRITICAL, serves=("NET-3", "TEN-1"), iso27001=("5.15", "8.3"), soc2=("CC6.1",),
    types=(*aws("s3", "BucketPublicAccessBlock"), *aws("s3", "AccountPublicAccessBlock")),
    why="One policy written in a hurry publishes all objects.",
    fix="Set all four to true.",
    source="AWS S3: blocking public access",
    azure_policy=ABOUT_AWS,
    good=[dict.fromkeys(WAYS, True)],
    bad=[{**dict.fromkeys(WAYS, True), "blockPublicPolicy": False}, {"blockPublicAcls": True}, {}],
)  # fmt: skip


@rule.check
def closed(block: Properties) -> Findings:
    for way in WAYS:
        if (value := block.get(way)) is not True:
            yield finding(way, value, allowed=(True,))
