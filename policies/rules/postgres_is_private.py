"""PostgreSQL servers can't be reached from the internet."""

from policies.engine import HIGH, Findings, Properties, Rule, absent, deny_if, differs, finding

NETWORK = "Microsoft.DBforPostgreSQL/flexibleServers/network"

rule = Rule(
    severity=HIGH, serves=("NET-2", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:dbforpostgresql:Server",),
    why="A database that answers the internet is tried by the internet.",
    fix="Set network.publicNetworkAccess to Disabled and make a private endpoint.",
    source="Azure Database for PostgreSQL: networking with private link",
    azure_policy=deny_if(
        differs(f"{NETWORK}.publicNetworkAccess", "Disabled"), absent(f"{NETWORK}.delegatedSubnetResourceId"),
        of="Microsoft.DBforPostgreSQL/flexibleServers", builtin="5e1de0e3-42cb-4ebc-a86d-61d0c619ca48",
    ),
    good=[
        {"network": {"publicNetworkAccess": "Disabled"}},
        {"network": {"delegatedSubnetResourceId": "/subscriptions/s/subnets/db"}},  # lives inside the network
    ],
    bad=[{"network": {"publicNetworkAccess": "Enabled"}}, {"network": {}}, {}],
)  # fmt: skip


@rule.check
def private(server: Properties) -> Findings:
    network = server.get("network") or {}
    if (access := network.get("publicNetworkAccess")) != "Disabled" and not network.get("delegatedSubnetResourceId"):
        yield finding("network.publicNetworkAccess", access, allowed=("Disabled",))
