"""SQL servers take Entra sign-in only."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("ACC-1", "ACC-2"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:sql:Server",),
    why="SQL passwords know no MFA and no leaver.",
    fix="Set administrators.azureADOnlyAuthentication to true.",
    source="Azure SQL: Microsoft Entra-only authentication",
    azure_policy=deny_unless_equal(
        "Microsoft.Sql/servers/administrators.azureADOnlyAuthentication",
        True,
        builtin="abda6d70-9778-44e7-84a8-06713e6db027",
    ),
    good=[{"administrators": {"azureADOnlyAuthentication": True}}],
    bad=[{"administrators": {"azureADOnlyAuthentication": False}}, {}],
)  # fmt: skip


@rule.check
def entra_only(server: Properties) -> Findings:
    if (value := at(server, "administrators", "azureADOnlyAuthentication")) is not True:
        yield finding("administrators.azureADOnlyAuthentication", value, allowed=(True,))
