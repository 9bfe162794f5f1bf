"""No public address lies about unused."""

from policies.engine import LOW, Findings, Stack, StackRule, finding, not_in_azure_policy
from policies.engine.example import resource

ADDRESS = resource("network:PublicIPAddress", "ip")

rule = StackRule(
    severity=LOW, serves=("NET-4",), iso27001=("5.9", "8.20"), soc2=("CC6.6",),
    why="A forgotten address, with names that still point to it, is taken over by others.",
    fix="Remove it, or attach it to the gateway, firewall or load balancer that it is for.",
    source="Azure: prevent dangling DNS entries and avoid subdomain takeover",
    azure_policy=not_in_azure_policy("At its creation every address is still unused."),
    good=[[ADDRESS, resource("network:NatGateway", "nat", refers=("network:PublicIPAddress/ip",))], []],
    bad=[[ADDRESS], [ADDRESS, resource("network:NatGateway", "nat", refers=("network:PublicIPAddress/other",))]],
)  # fmt: skip


@rule.check
def used(stack: Stack) -> Findings:
    for address in stack.of("azure-native:network:PublicIPAddress"):
        if not any(stack.refers(other, address) for other in stack.resources if other is not address):
            yield finding("ipConfiguration", None, allowed="addresses that something uses", at=address.urn)
