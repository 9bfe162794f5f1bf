"""AWS machines give their credentials only for a session token."""

from policies.engine import HIGH, Findings, Properties, Rule, at, finding
from policies.engine.aws import ABOUT_AWS, aws

rule = Rule(
    severity=HIGH, serves=("ACC-4", "NET-2"), iso27001=("8.5", "8.20"), soc2=("CC6.1",),
    types=aws("ec2", "Instance", "LaunchTemplate"),
    why="A forged request through the application otherwise reads the machine's credentials.",
    fix="Set metadataOptions.httpTokens to required.",
    source="AWS EC2: use IMDSv2",
    azure_policy=ABOUT_AWS,
    good=[{"metadataOptions": {"httpTokens": "required"}}, {"metadataOptions": {"httpEndpoint": "disabled"}}],
    bad=[{"metadataOptions": {"httpTokens": "optional"}}, {"metadataOptions": {}}, {}],
)  # fmt: skip


@rule.check
def tokens(machine: Properties) -> Findings:
    options = machine.get("metadataOptions") or {}
    if (value := options.get("httpTokens")) != "required" and at(options, "httpEndpoint") != "disabled":
        yield finding("metadataOptions.httpTokens", value, allowed=("required",))
