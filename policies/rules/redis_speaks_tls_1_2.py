"""Redis caches speak TLS 1.2 or higher."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless, finding

ALLOWED = ("1.2", "1.3")

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:redis:Redis", "azure-native:cache:Redis"),
    why="Older versions can be read on the way.",
    fix="Set minimumTlsVersion to 1.2.",
    source="Azure Cache for Redis: remove use of TLS 1.0 and 1.1",
    azure_policy=deny_unless("Microsoft.Cache/Redis/minimumTlsVersion", ALLOWED),
    good=[{"minimumTlsVersion": "1.2"}, {"minimumTlsVersion": "1.3"}],
    bad=[{"minimumTlsVersion": "1.0"}, {"minimumTlsVersion": "1.1"}, {}],
)  # fmt: skip


@rule.check
def tls(cache: Properties) -> Findings:
    if (value := cache.get("minimumTlsVersion")) not in ALLOWED:
        yield finding("minimumTlsVersion", value, allowed=ALLOWED)


@rule.remediate
def put_right(cache: dict[str, object]) -> dict[str, object]:
    return {"minimumTlsVersion": "1.2"}
