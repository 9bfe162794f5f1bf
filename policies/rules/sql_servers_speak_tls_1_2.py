"""SQL servers speak TLS 1.2 or higher."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless, finding

ALLOWED = ("1.2", "1.3")

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:sql:Server",),
    why="Older versions can be read on the way.",
    fix="Set minimalTlsVersion to 1.2.",
    source="Azure SQL: connectivity settings, minimum TLS version",
    azure_policy=deny_unless(
        "Microsoft.Sql/servers/minimalTlsVersion", ALLOWED, builtin="32e6bbec-16b6-44c2-be37-c5b672d103cf"
    ),
    good=[{"minimalTlsVersion": "1.2"}, {"minimalTlsVersion": "1.3"}],
    bad=[{"minimalTlsVersion": "1.0"}, {"minimalTlsVersion": "1.1"}, {"minimalTlsVersion": "None"}, {}],
)  # fmt: skip


@rule.check
def tls(server: Properties) -> Findings:
    if (value := server.get("minimalTlsVersion")) not in ALLOWED:
        yield finding("minimalTlsVersion", value, allowed=ALLOWED)


@rule.remediate
def put_right(server: dict[str, object]) -> dict[str, object]:
    return {"minimalTlsVersion": "1.2"}
