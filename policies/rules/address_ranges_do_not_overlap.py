"""Virtual networks have address ranges of their own."""

from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import combinations

from policies.engine import MEDIUM, Findings, Resource, Stack, StackRule, at, finding, not_in_azure_policy
from policies.engine.example import resource

Range = IPv4Network | IPv6Network


def network(name: str, *prefixes: str) -> Resource:
    return resource("network:VirtualNetwork", name, {"addressSpace": {"addressPrefixes": list(prefixes)}})


rule = StackRule(
    severity=MEDIUM, serves=("NET-4", "RES-1"), iso27001=("8.20", "8.22"), soc2=("A1.2",),
    why="Networks that overlap can't be connected, which is found out on the day of the fail-over.",
    fix="Take a range from the address plan that no other network has.",
    source="Azure Virtual Network: virtual network peering, requirements",
    azure_policy=not_in_azure_policy("Azure Policy has no arithmetic on addresses, and sees one resource at a time."),
    good=[[network("a", "10.0.0.0/16"), network("b", "10.1.0.0/16")], [network("a", "10.0.0.0/16", "fd00::/48")]],
    bad=[[network("a", "10.0.0.0/16"), network("b", "10.0.128.0/17")]],
)  # fmt: skip


@rule.check
def apart(stack: Stack) -> Findings:
    networks = [(each, ranges(each)) for each in stack.of("azure-native:network:VirtualNetwork")]
    for (_, mine), (other, theirs) in combinations(networks, 2):
        for one in theirs:
            if any(one.version == own.version and one.overlaps(own) for own in mine):
                yield finding("addressSpace.addressPrefixes", str(one), allowed="ranges of its own", at=other.urn)


def ranges(vnet: Resource) -> list[Range]:
    return [ip_network(each) for each in at(vnet.properties, "addressSpace", "addressPrefixes") or ()]
