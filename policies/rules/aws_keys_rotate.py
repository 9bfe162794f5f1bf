"""KMS keys rotate, and a deletion waits."""

from policies.engine import MEDIUM, Findings, Properties, Rule, finding
from policies.engine.aws import ABOUT_AWS, aws

rule = Rule(
    severity=MEDIUM, serves=("ENC-2", "ENC-4"), iso27001=("8.24",), soc2=("CC6.1",),
    types=aws("kms", "Key"),
    why="A key that never changes grows in what it opens; one that is deleted at once takes all copies along.",
    fix="Set enableKeyRotation to true and deletionWindowInDays to 30.",
    source="AWS KMS: rotating keys; deleting keys",
    azure_policy=ABOUT_AWS,
    about=("keyUsage",),
    optional=("deletionWindowInDays",),
    good=[{"enableKeyRotation": True}, {"keyUsage": "SIGN_VERIFY"}],  # only keys that encrypt can rotate
    bad=[{"enableKeyRotation": False}, {"enableKeyRotation": True, "deletionWindowInDays": 7}, {}],
)  # fmt: skip


@rule.check
def rotates(key: Properties) -> Findings:
    encrypts = key.get("keyUsage", "ENCRYPT_DECRYPT") == "ENCRYPT_DECRYPT"
    if encrypts and (value := key.get("enableKeyRotation")) is not True:
        yield finding("enableKeyRotation", value, allowed=(True,))
    if (days := key.get("deletionWindowInDays", 30)) < 14:
        yield finding("deletionWindowInDays", days, allowed="14 days or more")
