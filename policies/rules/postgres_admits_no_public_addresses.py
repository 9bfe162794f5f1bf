"""Databases have no firewall rule for all of Azure or for wide ranges of the internet."""

from ipaddress import ip_address

from policies.engine import CRITICAL, Case, Findings, Properties, Rule, Setting, finding, not_in_azure_policy

ALL_OF_AZURE = "0.0.0.0"  # noqa: S104  what Azure calls "allow Azure services"

rule = Rule(
    severity=CRITICAL, serves=("NET-2", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=(
        "azure-native:dbforpostgresql:FirewallRule", "azure-native:sql:FirewallRule",
        "azure-native:synapse:IpFirewallRule",
    ),
    why="0.0.0.0 admits every customer of Azure; a wide range admits strangers.",
    fix="Use a private endpoint; where an address must be admitted, admit that one.",
    source="Azure Database for PostgreSQL, SQL Database, Synapse Analytics: firewall rules",
    azure_policy=not_in_azure_policy("Azure Policy has no arithmetic on addresses."),
    settings={"widest": Setting(default=16, minimum=1, text="The most addresses that one rule may admit.")},
    good=[{"startIpAddress": "198.51.100.7", "endIpAddress": "198.51.100.7"}],
    bad=[
        {"startIpAddress": ALL_OF_AZURE, "endIpAddress": ALL_OF_AZURE},
        {"startIpAddress": ALL_OF_AZURE, "endIpAddress": "255.255.255.255"},
        {"startIpAddress": "198.51.100.0", "endIpAddress": "198.51.100.255"},
        {"startIpAddress": "everywhere", "endIpAddress": "198.51.100.255"},
    ],
)  # fmt: skip


@rule.check
def narrow(firewall: Properties, case: Case) -> Findings:
    start, end = firewall.get("startIpAddress"), firewall.get("endIpAddress")
    allowed = f"ranges of at most {case.settings['widest']} addresses, never 0.0.0.0"
    try:
        first, last = int(ip_address(str(start))), int(ip_address(str(end)))
    except ValueError:
        yield finding("startIpAddress", f"{start} - {end}", allowed=allowed)
        return
    if first == 0 or last - first >= case.settings["widest"]:
        yield finding("startIpAddress", f"{start} - {end}", allowed=allowed)
