"""S3 buckets keep the versions of what is overwritten or deleted."""

from policies.engine import HIGH, Findings, Properties, Rule, at, finding
from policies.engine.aws import ABOUT_AWS, aws

rule = Rule(
    severity=HIGH, serves=("BAK-1", "BAK-5"), iso27001=("8.13",), soc2=("A1.2",),
    types=aws("s3", "BucketVersioning", "BucketVersioningV2"),
    why="Without versions an overwritten backup is gone, and object lock can't be used.",
    fix="Set versioningConfiguration.status to Enabled.",
    source="AWS S3: using versioning",
    azure_policy=ABOUT_AWS,
    good=[{"versioningConfiguration": {"status": "Enabled"}}],
    bad=[{"versioningConfiguration": {"status": "Suspended"}}, {"versioningConfiguration": {}}, {}],
)  # fmt: skip


@rule.check
def versions(versioning: Properties) -> Findings:
    if (status := at(versioning, "versioningConfiguration", "status")) != "Enabled":
        yield finding("versioningConfiguration.status", status, allowed=("Enabled",))
