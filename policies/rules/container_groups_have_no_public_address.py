"""Container groups have no address on the internet."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_if, equals, finding

rule = Rule(
    severity=HIGH, serves=("NET-2", "NET-4"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:containerinstance:ContainerGroup",),
    why="A container with an address of its own is outside of firewall and edge.",
    fix="Set ipAddress.type to Private and name a subnet in subnetIds.",
    source="Azure Container Instances: virtual network scenarios and resources",
    azure_policy=deny_if(
        equals("Microsoft.ContainerInstance/containerGroups/ipAddress.type", "Public"),
        of="Microsoft.ContainerInstance/containerGroups",
    ),
    good=[{"ipAddress": {"type": "Private", "ports": [{"port": 8080}]}}, {}],  # absent means none
    bad=[{"ipAddress": {"type": "Public", "ports": [{"port": 80}]}}],
    optional=("ipAddress", "ipAddress.type"),  # Azure refuses an address without a type
)  # fmt: skip


@rule.check
def no_address(group: Properties) -> Findings:
    if (value := at(group, "ipAddress", "type")) == "Public":
        yield finding("ipAddress.type", value, allowed=("Private",))
