"""S3 bucket policies let nobody in without TLS, and nobody unnamed."""

import json
from typing import Any

from policies.engine import HIGH, Findings, Properties, Rule, at, finding
from policies.engine.aws import ABOUT_AWS, aws

TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
PUBLIC = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}


def policy(*statements: Properties) -> Properties:
    return {"policy": json.dumps({"Version": "2012-10-17", "Statement": statements})}


rule = Rule(
    severity=HIGH, serves=("ENC-1", "NET-3"), iso27001=("8.24", "8.3"), soc2=("CC6.7", "CC6.1"),
    types=aws("s3", "BucketPolicy"),
    why="S3 answers plain HTTP too, unless the bucket's policy denies it.",
    fix="Deny s3:* where aws:SecureTransport is false, and name principals in what is allowed.",
    source="AWS S3: security best practices, enforce encryption of data in transit",
    azure_policy=ABOUT_AWS,
    good=[policy(TLS_ONLY), policy(TLS_ONLY, {**PUBLIC, "Principal": {"AWS": "arn:aws:iam::1:role/backup"}})],
    bad=[policy(), policy(TLS_ONLY, PUBLIC), policy({**TLS_ONLY, "Effect": "Allow"}), {"policy": "no JSON"}, {}],
)  # fmt: skip


@rule.check
def tls_only(bucket: Properties) -> Findings:
    document = bucket.get("policy")
    try:
        parsed: Any = json.loads(document) if isinstance(document, str) else document
        statements = [one for one in parsed["Statement"] if isinstance(one, dict)]
    except (TypeError, KeyError, ValueError):
        yield finding("policy", document, allowed="policies with statements")
        return
    if not any(denies_http(one) for one in statements):
        yield finding("policy", f"{len(statements)} statements", allowed="policies that deny what comes without TLS")
    for one in statements:
        everybody = one.get("Principal") == "*" or at(one, "Principal", "AWS") == "*"
        if one.get("Effect") == "Allow" and everybody and not one.get("Condition"):
            yield finding("policy", one.get("Action"), allowed="policies that allow named principals")


def denies_http(statement: Properties) -> bool:
    secure = at(statement, "Condition", "Bool", "aws:SecureTransport")
    return statement.get("Effect") == "Deny" and str(secure).lower() == "false"
