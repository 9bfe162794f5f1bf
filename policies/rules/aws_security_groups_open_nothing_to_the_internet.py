"""AWS security groups let the internet reach no port but HTTPS."""

from collections.abc import Iterator

from policies.engine import CRITICAL, Case, Findings, Properties, Rule, Setting, each, finding
from policies.engine.aws import ABOUT_AWS, aws

EVERYONE = ("0.0.0.0/0", "::/0")
GROUP, RULE = aws("ec2", "SecurityGroup", "SecurityGroupRule")
INGRESS = aws("vpc", "SecurityGroupIngressRule")[0]

rule = Rule(
    severity=CRITICAL, serves=("NET-2", "NET-4", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=(
        *aws("ec2", "SecurityGroup", "SecurityGroupRule"), *aws("vpc", "SecurityGroupIngressRule"),
    ),
    why="Open ports are found within minutes and tried for as long as they are open.",
    fix="Name the addresses that need it, or use an endpoint of the network.",
    source="AWS VPC: security group rules",
    azure_policy=ABOUT_AWS,
    settings={"port": Setting(default=443, minimum=1, text="The port that the internet may reach.")},
    about=("type",),
    optional=("ingress", "ingress[*].cidrBlocks", "cidrBlocks", "ipv6CidrBlocks", "cidrIpv4"),
    good=[
        {"ingress": [{"fromPort": 443, "toPort": 443, "cidrBlocks": ["0.0.0.0/0"]}]},
        {"ingress": [{"protocol": "-1", "cidrBlocks": ["10.0.0.0/8"]}]},
        (RULE, {"type": "egress", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}),
        (INGRESS, {"fromPort": 443, "toPort": 443, "cidrIpv4": "0.0.0.0/0"}),
    ],
    bad=[
        {"ingress": [{"fromPort": 22, "toPort": 22, "cidrBlocks": ["10.0.0.0/8", "0.0.0.0/0"]}]},
        {"ingress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "ipv6CidrBlocks": ["::/0"]}]},
        (RULE, {"type": "ingress", "fromPort": 443, "toPort": 5432, "cidrBlocks": ["0.0.0.0/0"]}),
        (INGRESS, {"ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"}),
    ],
)  # fmt: skip


@rule.check
def closed(properties: Properties, case: Case) -> Findings:
    port = case.settings["port"]
    for path, one in entries(properties, case.resource.type):
        sources = [*(one.get("cidrBlocks") or ()), *(one.get("ipv6CidrBlocks") or ())]
        sources += [one.get("cidrIpv4"), one.get("cidrIpv6")]
        first, last = one.get("fromPort"), one.get("toPort")
        if any(everyone in sources for everyone in EVERYONE) and (first, last) != (port, port):
            yield finding(f"{path}fromPort", f"{first} to {last}", allowed=f"port {port} for everyone")


def entries(properties: Properties, token: str) -> Iterator[tuple[str, Properties]]:
    if token == GROUP:
        yield from ((f"{path}.", one) for path, one in each(properties, "ingress"))
    elif token != RULE or properties.get("type") == "ingress":
        yield "", properties
