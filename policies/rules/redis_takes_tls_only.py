"""Redis caches take TLS connections only."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_if, equals, finding

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:redis:Redis", "azure-native:cache:Redis"),
    why="On the other port data and password are readable on the way.",
    fix="Set enableNonSslPort to false, or leave it out.",
    source="Azure Cache for Redis: access ports",
    azure_policy=deny_if(
        equals("Microsoft.Cache/Redis/enableNonSslPort", True),
        of="Microsoft.Cache/Redis",
        builtin="22bee202-a82f-4305-9a2a-6d7f44d4dedb",
    ),
    good=[{"enableNonSslPort": False}, {}],
    bad=[{"enableNonSslPort": True}],
)  # fmt: skip


@rule.check
def tls_only(cache: Properties) -> Findings:
    if (value := cache.get("enableNonSslPort")) is True:
        yield finding("enableNonSslPort", value, allowed=(False,))
