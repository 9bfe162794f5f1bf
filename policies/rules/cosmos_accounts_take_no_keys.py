"""Cosmos DB accounts take Entra sign-in only."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("ACC-1", "SDL-6"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:cosmosdb:DatabaseAccount", "azure-native:documentdb:DatabaseAccount"),
    why="An account key opens every database and names nobody.",
    fix="Set disableLocalAuth to true.",
    source="Azure Cosmos DB: disable key-based authentication",
    azure_policy=deny_unless_equal(
        "Microsoft.DocumentDB/databaseAccounts/disableLocalAuth",
        True,
        builtin="5450f5bd-9c72-4390-a9c4-a7aba4edfdd2",
    ),
    good=[{"disableLocalAuth": True}],
    bad=[{"disableLocalAuth": False}, {}],
)  # fmt: skip


@rule.check
def entra_only(account: Properties) -> Findings:
    if (value := account.get("disableLocalAuth")) is not True:
        yield finding("disableLocalAuth", value, allowed=(True,))
