"""Every S3 bucket has its public access closed, its versions kept and its encryption set."""

from policies.engine import HIGH, Findings, Stack, StackRule, finding
from policies.engine.aws import ABOUT_AWS, aws
from policies.engine.resource import Resource

BUCKETS = aws("s3", "Bucket", "BucketV2")
GUARDS = {
    "a BucketPublicAccessBlock": aws("s3", "BucketPublicAccessBlock"),
    "a BucketVersioning": aws("s3", "BucketVersioning", "BucketVersioningV2"),
    "a BucketServerSideEncryptionConfiguration": aws(
        "s3", "BucketServerSideEncryptionConfiguration", "BucketServerSideEncryptionConfigurationV2"
    ),
}


def made(token: str, name: str, bucket: str = "") -> Resource:
    properties = {"bucket": bucket} if bucket else {}
    return Resource(f"urn:pulumi:example::cordon::{token}::{name}", token, name, properties, id=name)


BUCKET = made(BUCKETS[0], "copies")
GUARDED = [BUCKET, *(made(types[0], "guard", "copies") for types in GUARDS.values())]

rule = StackRule(
    severity=HIGH, serves=("NET-3", "BAK-1", "ENC-3"), iso27001=("8.3", "8.13", "8.24"), soc2=("CC6.1", "A1.2"),
    why="In pulumi-aws each guard is a resource of its own, and so is easily forgotten.",
    fix="Add the missing resource with this bucket.",
    source="pulumi-aws: s3.Bucket and the resources beside it",
    azure_policy=ABOUT_AWS,
    good=[GUARDED, []],
    bad=[[BUCKET], GUARDED[:-1], [*GUARDED, made(BUCKETS[1], "another")]],
)  # fmt: skip


@rule.check
def guarded(stack: Stack) -> Findings:
    for bucket in stack.of(*BUCKETS):
        for name, types in GUARDS.items():
            if not any(stack.refers(guard, bucket) for guard in stack.of(*types)):
                yield finding(name, None, allowed="buckets with all their guards", at=bucket.urn)
