"""SQL servers can't be reached from the internet."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless, finding

ALLOWED = ("Disabled", "SecuredByPerimeter")

rule = Rule(
    severity=HIGH, serves=("NET-2", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:sql:Server",),
    why="A database that answers the internet is tried by the internet.",
    fix="Set publicNetworkAccess to Disabled and make a private endpoint.",
    source="Azure SQL: connectivity settings, deny public network access",
    azure_policy=deny_unless(
        "Microsoft.Sql/servers/publicNetworkAccess", ALLOWED, builtin="1b8ca024-1d5c-4dec-8995-b1a932b41780"
    ),
    good=[{"publicNetworkAccess": "Disabled"}, {"publicNetworkAccess": "SecuredByPerimeter"}],
    bad=[{"publicNetworkAccess": "Enabled"}, {}],  # absent means Enabled
)  # fmt: skip


@rule.check
def private(server: Properties) -> Findings:
    if (value := server.get("publicNetworkAccess")) not in ALLOWED:
        yield finding("publicNetworkAccess", value, allowed=ALLOWED)
