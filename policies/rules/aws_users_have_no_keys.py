"""AWS is entered by roles, not by users with keys that last."""

from policies.engine import HIGH, Case, Findings, Properties, Rule, finding
from policies.engine.aws import ABOUT_AWS, aws

rule = Rule(
    severity=HIGH, serves=("ACC-1", "ACC-2", "SDL-6"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=aws("iam", "AccessKey", "UserLoginProfile", "User"),
    why="A key knows no MFA and no leaver; it is found in somebody's files after years.",
    fix="Use a role, taken by OIDC federation or by a service.",
    source="AWS IAM: security best practices, temporary credentials",
    azure_policy=ABOUT_AWS,
    about=("tags",),
    optional=("name",),
    good=[("aws:iam/user:User", {"name": "break-glass", "tags": {"purpose": "break-glass"}})],
    bad=[{"user": "backup"}, ("aws:iam/user:User", {"name": "backup"})],
)  # fmt: skip


@rule.check
def no_keys(properties: Properties, case: Case) -> Findings:
    tags = properties.get("tags") or {}
    if case.resource.type.endswith(":User") and tags.get("purpose") == "break-glass":
        return
    who = properties.get("user") or properties.get("name")
    yield finding(case.resource.type.rpartition(":")[2], who, allowed="roles")
