"""Front Door routes send HTTP to HTTPS and speak HTTPS to their origins."""

from policies.engine import (
    HIGH,
    Findings,
    Properties,
    Rule,
    absent,
    all_of,
    any_of,
    deny_if,
    differs,
    equals,
    finding,
    some,
)

ROUTE = "Microsoft.Cdn/profiles/afdEndpoints/routes"
TAKES = f"{ROUTE}/supportedProtocols"

rule = Rule(
    severity=HIGH, serves=("ENC-1", "ENC-5"), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:cdn:Route",),
    why="Sessions and passwords over HTTP are readable on the way.",
    fix="Set httpsRedirect to Enabled, or supportedProtocols to Https alone, and forwardingProtocol to HttpsOnly.",
    source="Azure Front Door: configure HTTP to HTTPS redirect; routing methods",
    azure_policy=deny_if(
        any_of(
            differs(f"{ROUTE}/forwardingProtocol", "HttpsOnly"),
            all_of(
                differs(f"{ROUTE}/httpsRedirect", "Enabled"),
                any_of(absent(TAKES), some(f"{TAKES}[*]", equals(f"{TAKES}[*]", "Http"))),
            ),
        ),
        of=ROUTE,
    ),
    optional=("supportedProtocols",),
    good=[
        {
            "httpsRedirect": "Enabled",
            "forwardingProtocol": "HttpsOnly",
            "supportedProtocols": ["Http", "Https"],
        },
        {"httpsRedirect": "Disabled", "forwardingProtocol": "HttpsOnly", "supportedProtocols": ["Https"]},
        {"httpsRedirect": "Enabled", "forwardingProtocol": "HttpsOnly"},
    ],
    bad=[
        {"httpsRedirect": "Disabled", "forwardingProtocol": "HttpsOnly", "supportedProtocols": ["Http", "Https"]},
        {"httpsRedirect": "Disabled", "forwardingProtocol": "HttpsOnly"},  # absent means both
        {"forwardingProtocol": "HttpsOnly", "supportedProtocols": ["Http", "Https"]},  # absent means Disabled
        {"httpsRedirect": "Enabled", "forwardingProtocol": "MatchRequest"},
        {"httpsRedirect": "Enabled", "forwardingProtocol": "HttpOnly"},
    ],
)  # fmt: skip


@rule.check
def https(route: Properties) -> Findings:
    takes = route.get("supportedProtocols") or ["Http", "Https"]
    if "Http" in takes and (redirect := route.get("httpsRedirect")) != "Enabled":
        yield finding("httpsRedirect", redirect, allowed=("Enabled",))
    if (forwards := route.get("forwardingProtocol", "MatchRequest")) != "HttpsOnly":
        yield finding("forwardingProtocol", forwards, allowed=("HttpsOnly",))
