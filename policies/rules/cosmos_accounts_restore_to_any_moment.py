"""Cosmos DB accounts are backed up continuously."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("BAK-1",), iso27001=("8.13",), soc2=("A1.2",),
    types=("azure-native:cosmosdb:DatabaseAccount", "azure-native:documentdb:DatabaseAccount"),
    why="Periodic copies are kept for two of them only, and Microsoft restores them on request.",
    fix="Set backupPolicy.type to Continuous.",
    source="Azure Cosmos DB: continuous backup with point-in-time restore",
    azure_policy=deny_unless_equal("Microsoft.DocumentDB/databaseAccounts/backupPolicy.type", "Continuous"),
    good=[{"backupPolicy": {"type": "Continuous"}}],
    bad=[{"backupPolicy": {"type": "Periodic"}}, {}],
)  # fmt: skip


@rule.check
def continuous(account: Properties) -> Findings:
    if (value := at(account, "backupPolicy", "type")) != "Continuous":
        yield finding("backupPolicy.type", value, allowed=("Continuous",))
