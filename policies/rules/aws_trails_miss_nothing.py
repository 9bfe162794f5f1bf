"""CloudTrail records all regions, in files that can't be forged."""

from policies.engine import HIGH, Findings, Properties, Rule, finding, has
from policies.engine.aws import ABOUT_AWS, aws

FLAGS = ("isMultiRegionTrail", "enableLogFileValidation")

rule = Rule(
    severity=HIGH, serves=("LOG-1", "ACC-3"), iso27001=("8.15",), soc2=("CC7.2",),
    types=aws("cloudtrail", "Trail"),
    why="What happens in a region that nobody uses is what nobody sees.",
    fix="Set both to true, leave enableLogging on, and set kmsKeyId.",
    source="AWS CloudTrail: security best practices",
    azure_policy=ABOUT_AWS,
    good=[{**dict.fromkeys(FLAGS, True), "kmsKeyId": "key"}],
    bad=[
        {"isMultiRegionTrail": True, "kmsKeyId": "key"},
        dict.fromkeys(FLAGS, True),
        {**dict.fromkeys(FLAGS, True), "kmsKeyId": "key", "enableLogging": False},
        {},
    ],
)  # fmt: skip


@rule.check
def everything(trail: Properties) -> Findings:
    for flag in FLAGS:
        if (value := trail.get(flag)) is not True:
            yield finding(flag, value, allowed=(True,))
    if trail.get("enableLogging") is False:
        yield finding("enableLogging", False, allowed=(True,))
    if not has(trail, "kmsKeyId"):
        yield finding("kmsKeyId", None, allowed="keys of KMS")
