"""AWS policies allow named actions, and roles trust named principals."""

import json
from collections.abc import Iterator
from typing import Any

from policies.engine import HIGH, Findings, Properties, Rule, at, finding
from policies.engine.aws import ABOUT_AWS, aws

DOCUMENTS = ("policy", "assumeRolePolicy")
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def allows(action: str, resource: str = "*", **more: object) -> Properties:
    return {"policy": json.dumps({"Statement": [{"Effect": "Allow", "Action": action, "Resource": resource, **more}]})}


rule = Rule(
    severity=HIGH, serves=("ACC-1", "ACC-4"), iso27001=("5.15", "8.2"), soc2=("CC6.3",),
    types=(
        *aws("iam", "Policy", "RolePolicy", "UserPolicy", "GroupPolicy", "Role"), *aws("kms", "KeyPolicy"),
        *aws("iam", "RolePolicyAttachment", "UserPolicyAttachment", "GroupPolicyAttachment"),
    ),
    why="A star allows also what AWS adds tomorrow.",
    fix="List the actions that the job needs, and the principals that may take the role.",
    source="AWS IAM: security best practices, least privilege",
    azure_policy=ABOUT_AWS,
    good=[
        allows("s3:GetObject", "arn:aws:s3:::copies/*"),
        ("aws:iam/role:Role", {"assumeRolePolicy": json.dumps(
            {"Statement": {"Effect": "Allow", "Principal": {"Service": "backup.amazonaws.com"}, "Action": "x"}})}),
    ],
    bad=[
        allows("*"),
        allows("s3:*"),
        allows("iam:*", "arn:aws:iam::1:role/a"),
        ("aws:iam/role:Role", {"assumeRolePolicy": json.dumps(
            {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]})}),
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", {"policyArn": ADMINISTRATOR}),
    ],
)  # fmt: skip


@rule.check
def narrow(properties: Properties) -> Findings:
    if properties.get("policyArn") == ADMINISTRATOR:
        yield finding("policyArn", ADMINISTRATOR, allowed="narrower policies")
    for name in DOCUMENTS:
        for statement in statements(properties.get(name)):
            if statement.get("Effect") != "Allow":
                continue
            for action in listed(statement.get("Action")):
                everything = action == "*" or (action.endswith(":*") and "*" in listed(statement.get("Resource")))
                if everything or action in ("iam:*", "sts:*", "kms:*", "organizations:*"):
                    yield finding(name, action, allowed="actions by name")
            everybody = statement.get("Principal") == "*" or "*" in listed(at(statement, "Principal", "AWS"))
            if everybody and not statement.get("Condition"):
                yield finding(name, "*", allowed="principals by name")


def statements(document: Any) -> Iterator[Properties]:
    """Those of a policy, given as text or as an object; AWS takes one statement or a list of them."""
    try:
        parsed = json.loads(document) if isinstance(document, str) else document
    except ValueError:
        return
    found = at(parsed, "Statement")
    yield from (one for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict))


def listed(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
