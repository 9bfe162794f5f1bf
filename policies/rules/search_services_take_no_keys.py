"""Search services take Entra sign-in only."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("ACC-1", "SDL-6"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:search:Service",),
    why="An admin key reads every index and names nobody.",
    fix="Set disableLocalAuth to true.",
    source="Azure AI Search: disable API keys",
    azure_policy=deny_unless_equal(
        "Microsoft.Search/searchServices/disableLocalAuth", True, builtin="6300012e-e9a4-4649-b41f-a85f5c43be91"
    ),
    good=[{"disableLocalAuth": True}],
    bad=[{"disableLocalAuth": False}, {}],
)  # fmt: skip


@rule.check
def entra_only(service: Properties) -> Findings:
    if (value := service.get("disableLocalAuth")) is not True:
        yield finding("disableLocalAuth", value, allowed=(True,))
