"""Application Insights takes telemetry by Entra sign-in only."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("ACC-1", "LOG-1"), iso27001=("8.15", "5.16"), soc2=("CC6.1",),
    types=("azure-native:applicationinsights:Component", "azure-native:insights:Component"),
    why="Its connection string stands in many clients; with it anyone can write false telemetry.",
    fix="Set disableLocalAuth to true.",
    source="Application Insights: Microsoft Entra authentication",
    azure_policy=deny_unless_equal(
        "Microsoft.Insights/components/DisableLocalAuth", True, builtin="199d5677-e4d9-4264-9465-efe1839c06bd"
    ),
    good=[{"disableLocalAuth": True}],
    bad=[{"disableLocalAuth": False}, {}],
)  # fmt: skip


@rule.check
def entra_only(component: Properties) -> Findings:
    if (value := component.get("disableLocalAuth")) is not True:
        yield finding("disableLocalAuth", value, allowed=(True,))
