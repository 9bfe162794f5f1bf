"""Synapse workspaces can't be reached from the internet."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("NET-2", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:synapse:Workspace",),
    why="An endpoint with a public address can be tried by anyone.",
    fix="Set publicNetworkAccess to Disabled and make private endpoints.",
    source="Azure Synapse Analytics: connectivity settings, public network access",
    azure_policy=deny_unless_equal(
        "Microsoft.Synapse/workspaces/publicNetworkAccess", "Disabled", builtin="38d8df46-cf4e-4073-8e03-48c24b29de0d"
    ),
    good=[{"publicNetworkAccess": "Disabled"}],
    bad=[{"publicNetworkAccess": "Enabled"}, {}],  # absent means Enabled
)  # fmt: skip


@rule.check
def private(workspace: Properties) -> Findings:
    if (value := workspace.get("publicNetworkAccess")) != "Disabled":
        yield finding("publicNetworkAccess", value, allowed=("Disabled",))
