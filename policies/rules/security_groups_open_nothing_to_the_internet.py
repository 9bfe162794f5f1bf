"""Network security groups let the internet reach no port but HTTPS."""

from collections.abc import Iterator, Mapping

from policies.engine import (
    CRITICAL,
    Case,
    Findings,
    Properties,
    Rule,
    Setting,
    absent,
    all_of,
    any_of,
    deny_if,
    differs,
    each,
    equals,
    finding,
    is_in,
    no,
    not_in,
    present,
    same,
    some,
)

EVERYONE = frozenset({"*", "internet", "any", "0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1"})
RULE = "Microsoft.Network/networkSecurityGroups/securityRules"
GROUP = "Microsoft.Network/networkSecurityGroups"
HTTPS = ("443",)
INLINE = ("azure-native:network:NetworkSecurityGroup", "azure-native:network:DefaultSecurityRule")


def allows(source: str, port: str) -> Properties:
    return {"access": "Allow", "direction": "Inbound", "sourceAddressPrefix": source, "destinationPortRange": port}


def opens(prefix: str) -> Mapping[str, object]:
    """The condition on a rule by itself (`prefix` ends in a slash) or inside its group (ends in `[*].`)."""
    source, ports = f"{prefix}sourceAddressPrefix", f"{prefix}destinationPortRange"
    everyone = sorted(EVERYONE)
    return all_of(
        differs(f"{prefix}access", "Deny"),
        differs(f"{prefix}direction", "Outbound"),
        any_of(
            is_in(source, everyone),
            some(f"{source}es[*]", is_in(f"{source}es[*]", everyone)),
            all_of(absent(source), no(f"{source}es[*]"), no(f"{prefix}sourceApplicationSecurityGroups[*]")),
        ),
        any_of(
            all_of(present(ports), not_in(ports, HTTPS)),
            some(f"{ports}s[*]", not_in(f"{ports}s[*]", HTTPS)),
            all_of(absent(ports), no(f"{ports}s[*]")),
        ),
    )


rule = Rule(
    severity=CRITICAL, serves=("NET-2", "NET-4", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:network:SecurityRule", "azure-native:network:NetworkSecurityGroup"),
    why="Open ports are found within minutes and tried for as long as they are open.",
    fix="Name the addresses that need it in sourceAddressPrefix, or use Bastion, a VPN or a private endpoint.",
    source="Azure Virtual Network: network security groups, security rules",
    azure_policy=deny_if(
        any_of(
            all_of(equals("type", RULE), opens(f"{RULE}/")),
            all_of(equals("type", GROUP), some(f"{GROUP}/securityRules[*]", opens(f"{GROUP}/securityRules[*]."))),
        ),
        of=(RULE, GROUP),
    ),
    settings={"ports": Setting(default=HTTPS, text="Ports that the internet may reach, as text.")},
    optional=(  # what isn't said is read as open
        "securityRules", "securityRules[*].access", "securityRules[*].direction", "access", "direction",
        "sourceAddressPrefix",
    ),
    good=[
        allows("10.0.0.0/8", "5432"),
        allows("*", "443"),
        {**allows("*", "*"), "access": "Deny"},
        {**allows("*", "*"), "direction": "Outbound"},
        ("azure-native:network:NetworkSecurityGroup", {"securityRules": [allows("AzureLoadBalancer", "*")]}),
        {"access": "Allow", "direction": "Inbound", "sourceApplicationSecurityGroups": [{"id": "/g"}],
         "destinationPortRange": "22"},
    ],
    bad=[
        allows("*", "22"),
        allows("Internet", "*"),
        allows("0.0.0.0/0", "443-3389"),
        {"access": "Allow", "direction": "Inbound", "sourceAddressPrefixes": ["10.0.0.1", "::/0"],
         "destinationPortRanges": ["443", "5432"]},
        {"access": "Allow", "direction": "Inbound", "destinationPortRange": "22"},  # absent means everyone
        {"sourceAddressPrefix": "*", "destinationPortRange": "22"},
        ("azure-native:network:NetworkSecurityGroup", {"securityRules": [allows("any", "5432")]}),
    ],
)  # fmt: skip


def listed(one: Properties, single: str, several: str) -> list[str]:
    """Azure takes one value or a list of them; neither means all."""
    return [str(value) for value in (*(one.get(several) or ()), one.get(single)) if value is not None] or ["*"]


def rules(properties: Properties, token: str) -> Iterator[tuple[str, Properties]]:
    if token in INLINE:
        for path, one in each(properties, "securityRules"):
            yield f"{path}.", one
    else:
        yield "", properties


@rule.check
def closed(properties: Properties, case: Case) -> Findings:
    for path, one in rules(properties, case.resource.type):
        if same(one.get("access"), "Deny") or same(one.get("direction"), "Outbound"):
            continue
        if one.get("sourceApplicationSecurityGroups"):  # in place of addresses
            continue
        if EVERYONE.isdisjoint(map(str.casefold, listed(one, "sourceAddressPrefix", "sourceAddressPrefixes"))):
            continue
        ports = listed(one, "destinationPortRange", "destinationPortRanges")
        if not set(ports) <= set(case.settings["ports"]):
            allowed = f"the ports {', '.join(case.settings['ports'])} for everyone"
            yield finding(f"{path}destinationPortRange", ", ".join(ports), allowed=allowed)
