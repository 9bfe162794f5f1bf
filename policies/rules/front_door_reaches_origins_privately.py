"""Front Door reaches its origins by private links inside the European Union."""

from controls.residency import EU, normalise
from policies.engine import (
    HIGH,
    REGIONS,
    Findings,
    Properties,
    Rule,
    absent,
    any_of,
    deny_if,
    finding,
    has,
    known,
    not_in,
)

ORIGIN = "Microsoft.Cdn/profiles/originGroups/origins"

rule = Rule(
    severity=HIGH, serves=("NET-1", "NET-2", "RES-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:cdn:AFDOrigin",),
    why="An origin with a public address can be reached past the firewall.",
    fix="Set sharedPrivateLinkResource with a privateLink and a privateLinkLocation in the EU.",
    source="Azure Front Door Premium: secure your origin with private link",
    azure_policy=deny_if(
        any_of(
            absent(f"{ORIGIN}/sharedPrivateLinkResource.privateLink.id"),
            not_in(f"{ORIGIN}/sharedPrivateLinkResource.privateLinkLocation", REGIONS),
        ),
        of=ORIGIN, builtin="daba2cce-8326-4af3-b049-81a362da024d",
    ),
    good=[{"sharedPrivateLinkResource": {"privateLink": {"id": "/x"}, "privateLinkLocation": "northeurope"}}],
    bad=[
        {"hostName": "app.example.com"},
        {"sharedPrivateLinkResource": {"privateLink": {"id": "/x"}, "privateLinkLocation": "uksouth"}},
        {"sharedPrivateLinkResource": {"privateLinkLocation": "northeurope"}},
    ],
)  # fmt: skip


@rule.check
def private(origin: Properties) -> Findings:
    link = origin.get("sharedPrivateLinkResource") or {}
    if not has(link, "privateLink") or known(link, "privateLink") == {}:
        yield finding("sharedPrivateLinkResource.privateLink", None, allowed="a private link")
    elif normalise(str(location := link.get("privateLinkLocation"))) not in EU:
        yield finding("sharedPrivateLinkResource.privateLinkLocation", location, allowed="EU regions")
