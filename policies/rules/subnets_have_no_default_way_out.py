"""Subnets have no way to the internet that nobody asked for."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("NET-2", "NET-4"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:network:Subnet",),
    why="Default outbound access has an address that Azure owns and may change, and no log.",
    fix="Set defaultOutboundAccess to false; add a NAT gateway or a firewall where a way out is needed.",
    source="Azure Virtual Network: default outbound access",
    azure_policy=deny_unless_equal(
        "Microsoft.Network/virtualNetworks/subnets/defaultOutboundAccess",
        False,
        builtin="7bca8353-aa3b-429b-904a-9229c4385837",
    ),
    good=[{"defaultOutboundAccess": False}],
    bad=[{"defaultOutboundAccess": True}, {}],
)  # fmt: skip


@rule.check
def asked_for(subnet: Properties) -> Findings:
    if (value := subnet.get("defaultOutboundAccess")) is not False:
        yield finding("defaultOutboundAccess", value, allowed=(False,))
