"""Subnets have a network security group."""

from policies.engine import (
    HIGH,
    Case,
    Findings,
    Properties,
    Rule,
    absent,
    all_of,
    any_of,
    deny_if,
    each,
    equals,
    finding,
    has,
    not_in,
    some,
)

# Azure allows none there, or brings its own.
OWN_RULES = ("GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet")
NETWORK, SUBNET = "Microsoft.Network/virtualNetworks", "Microsoft.Network/virtualNetworks/subnets"
INLINE = f"{NETWORK}/subnets[*]"
WHOLE = "azure-native:network:VirtualNetwork"
GROUP = {"networkSecurityGroup": {"id": "/nsg"}}

rule = Rule(
    severity=HIGH, serves=("NET-4", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:network:Subnet", WHOLE),
    why="Without one, everything in the network reaches everything in the subnet.",
    fix="Set networkSecurityGroup to a group that denies what nobody asked for.",
    source="Azure Virtual Network: network security groups",
    azure_policy=deny_if(
        any_of(
            all_of(equals("type", SUBNET), absent(f"{SUBNET}/networkSecurityGroup.id"), not_in("name", OWN_RULES)),
            all_of(equals("type", NETWORK), some(INLINE, all_of(
                absent(f"{INLINE}.networkSecurityGroup.id"), not_in(f"{INLINE}.name", OWN_RULES)))),
        ),
        of=(SUBNET, NETWORK), builtin="e71308d3-144b-4262-b144-efdc3cc90517",
    ),
    about=("subnets",),
    good=[
        {"subnetName": "app", **GROUP}, {"subnetName": "GatewaySubnet"},
        (WHOLE, {"subnets": [{"name": "app", **GROUP}, {"name": "GatewaySubnet"}]}),
        (WHOLE, {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}),
    ],
    bad=[
        {"subnetName": "app"}, {"subnetName": "app", "networkSecurityGroup": {}},
        (WHOLE, {"subnets": [{"name": "app", **GROUP}, {"name": "data"}]}),
    ],
)  # fmt: skip


@rule.check
def grouped(properties: Properties, case: Case) -> Findings:
    found = [(f"{path}.", one) for path, one in each(properties, "subnets")]
    for path, subnet in found if case.resource.type == WHOLE else [("", properties)]:
        if has(subnet, "networkSecurityGroup") and subnet["networkSecurityGroup"]:
            continue
        if (subnet.get("subnetName") or subnet.get("name") or case.resource.name) not in OWN_RULES:
            yield finding(f"{path}networkSecurityGroup", None, allowed="a network security group")
