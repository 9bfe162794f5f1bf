"""Network interfaces have no public address."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_if, each, finding, present, some

ALIAS = "Microsoft.Network/networkInterfaces/ipconfigurations[*]"

rule = Rule(
    severity=HIGH, serves=("NET-2", "NET-4"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:network:NetworkInterface",),
    why="A machine with an address of its own is outside of firewall and edge.",
    fix="Take publicIPAddress away; come in by Bastion and go out by a NAT gateway or a firewall.",
    source="Azure Virtual Network: public IP addresses",
    azure_policy=deny_if(
        some(ALIAS, present(f"{ALIAS}.publicIpAddress.id")), of="Microsoft.Network/networkInterfaces",
        builtin="83a86a26-fd1f-447c-b59d-e51f44264114",
    ),
    optional=("ipConfigurations",),
    good=[{"ipConfigurations": [{"name": "a", "subnet": {"id": "/s"}}]}],
    bad=[{"ipConfigurations": [{"name": "a"}, {"name": "b", "publicIPAddress": {"id": "/ip"}}]}],
)  # fmt: skip


@rule.check
def no_address(interface: Properties) -> Findings:
    for path, one in each(interface, "ipConfigurations"):
        if one.get("publicIPAddress"):
            yield finding(f"{path}.publicIPAddress", "an address", allowed="private addresses")
