"""Subnets have a network security group."""

from policies.engine import HIGH, Case, Findings, Properties, Rule, absent, deny_if, finding, has, not_in

# Azure allows none there, or brings its own.
OWN_RULES = ("GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet")
SUBNET = "Microsoft.Network/virtualNetworks/subnets"

rule = Rule(
    severity=HIGH, serves=("NET-4", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:network:Subnet",),
    why="Without one, everything in the network reaches everything in the subnet.",
    fix="Set networkSecurityGroup to a group that denies what nobody asked for.",
    source="Azure Virtual Network: network security groups",
    azure_policy=deny_if(
        absent(f"{SUBNET}/networkSecurityGroup.id"), not_in("name", OWN_RULES), of=SUBNET,
        builtin="e71308d3-144b-4262-b144-efdc3cc90517",
    ),
    good=[{"subnetName": "app", "networkSecurityGroup": {"id": "/nsg"}}, {"subnetName": "GatewaySubnet"}],
    bad=[{"subnetName": "app"}, {"subnetName": "app", "networkSecurityGroup": {}}],
)  # fmt: skip


@rule.check
def grouped(subnet: Properties, case: Case) -> Findings:
    if has(subnet, "networkSecurityGroup") and subnet["networkSecurityGroup"]:
        return
    if (subnet.get("subnetName") or case.resource.name) not in OWN_RULES:
        yield finding("networkSecurityGroup", None, allowed="a network security group")
