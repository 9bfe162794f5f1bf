"""Synapse workspaces take no SQL passwords."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("ACC-1", "ACC-2"), iso27001=("5.16", "5.17", "8.5"), soc2=("CC6.1",),
    types=("azure-native:synapse:Workspace",),
    why="A password knows no MFA and no leaver.",
    fix="Set azureADOnlyAuthentication to true and name an Entra administrator.",
    source="Azure Synapse Analytics: disable local authentication",
    azure_policy=deny_unless_equal(
        "Microsoft.Synapse/workspaces/azureADOnlyAuthentication", True, builtin="2158ddbe-fefa-408e-b43f-d4faef8ff3b8"
    ),
    good=[{"azureADOnlyAuthentication": True}],
    bad=[{"azureADOnlyAuthentication": False}, {}],
)  # fmt: skip


@rule.check
def entra_only(workspace: Properties) -> Findings:
    if (value := workspace.get("azureADOnlyAuthentication")) is not True:
        yield finding("azureADOnlyAuthentication", value, allowed=(True,))
