"""Every AWS resource and provider names a region of the European Union, and no other region by ARN."""

from collections.abc import Iterator
from typing import Any

from controls.residency import AWS_EU
from policies.engine import CRITICAL, Case, Findings, Properties, Rule, finding
from policies.engine.aws import ABOUT_AWS, ANY_AWS, AWS_PROVIDER

# Services of all regions: their ARNs have no region, or that of their one control plane.
EVERYWHERE = ("iam", "sts", "route53", "cloudfront", "organizations", "waf", "globalaccelerator", "shield")
LOOKS_EUROPEAN = {"eu-west-2": "London", "eu-central-2": "Zurich"}

rule = Rule(
    severity=CRITICAL, serves=("RES-2", "RES-3", "RES-5"), iso27001=("5.31", "5.34"), soc2=("CC6.1", "P6.1"),
    types=(ANY_AWS, AWS_PROVIDER),
    why="Data in another country is under another country's law; London and Zurich aren't in the EU.",
    fix="Set the provider's region, and name only resources of regions, in a member state of the EU.",
    source="AWS: Regions and zones; pulumi-aws: region of provider and resource",
    azure_policy=ABOUT_AWS,
    optional=("bucket", "rules", "rules[*].targetVaultArn", "policyArn"),  # what isn't named lies nowhere else
    good=[
        (AWS_PROVIDER, {"region": "eu-central-1"}),
        ("aws:s3/bucket:Bucket", {"bucket": "copies"}),  # lies where its provider says
        ("aws:s3/bucket:Bucket", {"bucket": "copies", "region": "eu-north-1"}),
        ("aws:backup/plan:Plan", {"rules": [{"targetVaultArn": "arn:aws:backup:eu-west-1:1:backup-vault:v"}]}),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
    ],
    bad=[
        (AWS_PROVIDER, {"region": "eu-west-2"}),
        (AWS_PROVIDER, {"region": "eu-central-2"}),
        (AWS_PROVIDER, {"region": "us-east-1"}),
        (AWS_PROVIDER, {}),  # then a variable of whoever runs it decides
        ("aws:s3/bucket:Bucket", {"region": "eu-west-2"}),
        ("aws:backup/plan:Plan", {"rules": [{"copyActions": [
            {"destinationVaultArn": "arn:aws:backup:eu-west-2:1:backup-vault:v"}]}]}),
        ("aws:rds/instance:Instance", {"replicateSourceDb": "arn:aws:rds:us-east-1:1:db:main"}),
    ],
)  # fmt: skip


@rule.check
def region_in_the_eu(properties: Properties, case: Case) -> Findings:
    region = properties.get("region")
    if region not in AWS_EU and (region is not None or case.resource.type == AWS_PROVIDER):
        place = LOOKS_EUROPEAN.get(str(region))
        yield finding("region", region, allowed=AWS_EU, fix=f"Move it: {region} is {place}" if place else None)
    for path, arn in arns(properties, ""):
        parts = arn.split(":")
        if parts[3] and parts[3] not in AWS_EU and parts[2] not in EVERYWHERE:
            yield finding(path, arn, allowed=f"ARNs of the regions {', '.join(AWS_EU)}")


def arns(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        if value.startswith("arn:aws") and value.count(":") >= 5:
            yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from arns(each, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from arns(each, f"{path}[{index}]")
