"""Container app environments can't be reached from the internet."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("NET-1", "NET-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:app:ManagedEnvironment",),
    why="An app that answers on its own address is outside of the firewall at the edge.",
    fix="Set vnetConfiguration.internal to true.",
    source="Azure Container Apps: networking, accessibility level",
    azure_policy=deny_unless_equal(
        "Microsoft.App/managedEnvironments/vnetConfiguration.internal",
        True,
        builtin="d074ddf8-01a5-4b5e-a2b8-964aed452c0a",
    ),
    good=[{"vnetConfiguration": {"internal": True}}],
    bad=[{"vnetConfiguration": {"internal": False}}, {}],
)  # fmt: skip


@rule.check
def internal(environment: Properties) -> Findings:
    if (value := at(environment, "vnetConfiguration", "internal")) is not True:
        yield finding("vnetConfiguration.internal", value, allowed=(True,))
