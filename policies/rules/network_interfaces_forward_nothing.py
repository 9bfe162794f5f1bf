"""Network interfaces forward no one else's packets."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_if, equals, finding

rule = Rule(
    severity=MEDIUM, serves=("NET-4",), iso27001=("8.22",), soc2=("CC6.6",),
    types=("azure-native:network:NetworkInterface",),
    why="A machine that forwards is a way around the firewall.",
    fix="Set enableIPForwarding to false; exempt a network appliance by name.",
    source="Azure Virtual Network: network interface, IP forwarding",
    azure_policy=deny_if(
        equals("Microsoft.Network/networkInterfaces/enableIpForwarding", True),
        of="Microsoft.Network/networkInterfaces",
        builtin="88c0b9da-ce96-4b03-9635-f29a937e2900",
    ),
    good=[{"enableIPForwarding": False}, {}],
    bad=[{"enableIPForwarding": True}],
)  # fmt: skip


@rule.check
def no_forwarding(interface: Properties) -> Findings:
    if (value := interface.get("enableIPForwarding")) is True:
        yield finding("enableIPForwarding", value, allowed=(False,))
