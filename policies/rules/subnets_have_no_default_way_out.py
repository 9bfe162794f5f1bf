"""Subnets have no way to the internet that nobody asked for."""

from policies.engine import (
    MEDIUM,
    Case,
    Findings,
    Properties,
    Rule,
    all_of,
    any_of,
    deny_if,
    differs,
    each,
    equals,
    finding,
    some,
)

NETWORK, SUBNET = "Microsoft.Network/virtualNetworks", "Microsoft.Network/virtualNetworks/subnets"
INLINE = f"{NETWORK}/subnets[*]"
WHOLE = "azure-native:network:VirtualNetwork"

rule = Rule(
    severity=MEDIUM, serves=("NET-2", "NET-4"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:network:Subnet", WHOLE),
    why="Default outbound access has an address that Azure owns and may change, and no log.",
    fix="Set defaultOutboundAccess to false; add a NAT gateway or a firewall where a way out is needed.",
    source="Azure Virtual Network: default outbound access",
    azure_policy=deny_if(
        any_of(
            all_of(equals("type", SUBNET), differs(f"{SUBNET}/defaultOutboundAccess", False)),
            all_of(equals("type", NETWORK), some(INLINE, differs(f"{INLINE}.defaultOutboundAccess", False))),
        ),
        of=(SUBNET, NETWORK), builtin="7bca8353-aa3b-429b-904a-9229c4385837",
    ),
    about=("subnets",),
    good=[
        {"defaultOutboundAccess": False},
        (WHOLE, {"subnets": [{"name": "app", "defaultOutboundAccess": False}]}),
        (WHOLE, {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}),
    ],
    bad=[{"defaultOutboundAccess": True}, {}, (WHOLE, {"subnets": [{"name": "app"}]})],
)  # fmt: skip


@rule.check
def asked_for(properties: Properties, case: Case) -> Findings:
    found = [(f"{path}.", one) for path, one in each(properties, "subnets")]
    for path, subnet in found if case.resource.type == WHOLE else [("", properties)]:
        if (value := subnet.get("defaultOutboundAccess")) is not False:
            yield finding(f"{path}defaultOutboundAccess", value, allowed=(False,))
