"""Log workspaces take Entra sign-in only."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("ACC-1", "LOG-1"), iso27001=("8.15", "5.16"), soc2=("CC6.1",),
    types=("azure-native:operationalinsights:Workspace",),
    why="With the workspace key anyone can write false log entries.",
    fix="Set features.disableLocalAuth to true.",
    source="Azure Monitor: disable local authentication for Log Analytics",
    azure_policy=deny_unless_equal(
        "Microsoft.OperationalInsights/workspaces/features.disableLocalAuth",
        True,
        builtin="e15effd4-2278-4c65-a0da-4d6f6d1890e2",
    ),
    good=[{"features": {"disableLocalAuth": True}}],
    bad=[{"features": {"disableLocalAuth": False}}, {}, {"features": {}}],
)  # fmt: skip


@rule.check
def entra_only(workspace: Properties) -> Findings:
    if (value := at(workspace, "features", "disableLocalAuth")) is not True:
        yield finding("features.disableLocalAuth", value, allowed=(True,))
