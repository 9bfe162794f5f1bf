"""Container apps take HTTPS only."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_if, equals, finding

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:app:ContainerApp",),
    why="Sessions and passwords over HTTP are readable on the way.",
    fix="Set configuration.ingress.allowInsecure to false, or leave it out.",
    source="Azure Container Apps: ingress",
    azure_policy=deny_if(
        equals("Microsoft.App/containerApps/configuration.ingress.allowInsecure", True),
        of="Microsoft.App/containerApps",
        builtin="0e80e269-43a4-4ae9-b5bc-178126b8a5cb",
    ),
    optional=("configuration.ingress", "configuration.ingress.allowInsecure"),  # absent means false
    good=[{"configuration": {"ingress": {"allowInsecure": False}}}, {}],
    bad=[{"configuration": {"ingress": {"allowInsecure": True}}}],
)  # fmt: skip


@rule.check
def https_only(app: Properties) -> Findings:
    if (value := at(app, "configuration", "ingress", "allowInsecure")) is True:
        yield finding("configuration.ingress.allowInsecure", value, allowed=(False,))
