"""AI accounts can't be reached from the internet."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("NET-2", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:cognitiveservices:Account",),
    why="Prompts are customer data and should travel inside the network.",
    fix="Set properties.publicNetworkAccess to Disabled and make a private endpoint.",
    source="Azure AI services: virtual networks",
    azure_policy=deny_unless_equal(
        "Microsoft.CognitiveServices/accounts/publicNetworkAccess",
        "Disabled",
        builtin="037eea7a-bd0a-46c5-9a66-03aea78705d3",
    ),
    good=[{"properties": {"publicNetworkAccess": "Disabled"}}],
    bad=[{"properties": {"publicNetworkAccess": "Enabled"}}, {}],
)  # fmt: skip


@rule.check
def private(account: Properties) -> Findings:
    if (value := at(account, "properties", "publicNetworkAccess")) != "Disabled":
        yield finding("properties.publicNetworkAccess", value, allowed=("Disabled",))
