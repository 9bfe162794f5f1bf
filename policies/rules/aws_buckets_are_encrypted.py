"""S3 buckets are encrypted with a key that is managed, not with none."""

from policies.engine import HIGH, Findings, Properties, Rule, at, each, finding
from policies.engine.aws import ABOUT_AWS, aws

ALLOWED = ("aws:kms", "aws:kms:dsse")
STEPS = ("applyServerSideEncryptionByDefault", "sseAlgorithm")

rule = Rule(
    severity=HIGH, serves=("ENC-2", "ENC-3", "BAK-2"), iso27001=("8.24",), soc2=("CC6.1",),
    types=aws("s3", "BucketServerSideEncryptionConfiguration", "BucketServerSideEncryptionConfigurationV2"),
    why="Without a key of KMS nobody can say who may read the copies, or take that right away.",
    fix="Set sseAlgorithm to aws:kms.",
    source="AWS S3: protecting data with server-side encryption",
    azure_policy=ABOUT_AWS,
    good=[{"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}}]}],
    bad=[
        {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
        {"rules": [{"bucketKeyEnabled": True}]},
        {"rules": []},
        {},
    ],
)  # fmt: skip


@rule.check
def encrypted(configuration: Properties) -> Findings:
    rules = list(each(configuration, "rules"))
    if not rules:
        yield finding("rules", None, allowed="lists with a rule of aws:kms")
    for path, one in rules:
        if (algorithm := at(one, *STEPS)) not in ALLOWED:
            yield finding(".".join((path, *STEPS)), algorithm, allowed=ALLOWED)
