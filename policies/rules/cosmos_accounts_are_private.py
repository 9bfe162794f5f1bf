"""Cosmos DB accounts can't be reached from the internet."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless, finding

ALLOWED = ("Disabled", "SecuredByPerimeter")

rule = Rule(
    severity=HIGH, serves=("NET-2", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:cosmosdb:DatabaseAccount", "azure-native:documentdb:DatabaseAccount"),
    why="A leaked credential is then usable from anywhere.",
    fix="Set publicNetworkAccess to Disabled and make a private endpoint.",
    source="Azure Cosmos DB: configure private link, block public access",
    azure_policy=deny_unless(
        "Microsoft.DocumentDB/databaseAccounts/publicNetworkAccess",
        ALLOWED,
        builtin="797b37f7-06b8-444c-b1ad-fc62867f335a",
    ),
    good=[{"publicNetworkAccess": "Disabled"}, {"publicNetworkAccess": "SecuredByPerimeter"}],
    bad=[{"publicNetworkAccess": "Enabled"}, {}],
)  # fmt: skip


@rule.check
def private(account: Properties) -> Findings:
    if (value := account.get("publicNetworkAccess")) not in ALLOWED:
        yield finding("publicNetworkAccess", value, allowed=ALLOWED)
