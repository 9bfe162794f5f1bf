"""AI accounts take Entra sign-in only."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("ACC-1", "SDL-6"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:cognitiveservices:Account",),
    why="A key reads what others sent and spends without limit.",
    fix="Set properties.disableLocalAuth to true.",
    source="Azure AI services: disable local authentication",
    azure_policy=deny_unless_equal(
        "Microsoft.CognitiveServices/accounts/disableLocalAuth", True, builtin="71ef260a-8f18-47b7-abcb-62d0673d94dc"
    ),
    good=[{"properties": {"disableLocalAuth": True}}],
    bad=[{"properties": {"disableLocalAuth": False}}, {}],
)  # fmt: skip


@rule.check
def entra_only(account: Properties) -> Findings:
    if (value := at(account, "properties", "disableLocalAuth")) is not True:
        yield finding("properties.disableLocalAuth", value, allowed=(True,))
