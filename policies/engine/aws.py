"""Rules about the second cloud: the tokens of pulumi-aws, whose version 7 dropped the V2 from its buckets' types."""

from policies.engine.azure import not_in_azure_policy

ANY_AWS = "aws:*"  # as a type of a rule: every resource of the provider
AWS_PROVIDER = "pulumi:providers:aws"
ABOUT_AWS = not_in_azure_policy("The rule is about AWS, where Azure Policy doesn't reach.")


def aws(module: str, *names: str) -> tuple[str, ...]:
    """`aws("s3", "Bucket")` is aws:s3/bucket:Bucket."""
    return tuple(f"aws:{module}/{name[:1].lower()}{name[1:]}:{name}" for name in names)
