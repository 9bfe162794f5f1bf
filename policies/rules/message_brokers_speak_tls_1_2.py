"""Event Hubs and Service Bus speak TLS 1.2 or higher."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_each, finding

ALLOWED = ("1.2", "1.3")

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:eventhub:Namespace", "azure-native:servicebus:Namespace"),
    why="Older versions can be read on the way.",
    fix="Set minimumTlsVersion to 1.2.",
    source="Azure Event Hubs: enforce a minimum required version of TLS",
    azure_policy=deny_each(
        ("Microsoft.EventHub/namespaces/minimumTlsVersion", "Microsoft.ServiceBus/namespaces/minimumTlsVersion"),
        ALLOWED,
    ),
    good=[{"minimumTlsVersion": "1.2"}, {"minimumTlsVersion": "1.3"}],
    bad=[{"minimumTlsVersion": "1.0"}, {"minimumTlsVersion": "1.1"}, {}],
)  # fmt: skip


@rule.check
def tls(namespace: Properties) -> Findings:
    if (value := namespace.get("minimumTlsVersion")) not in ALLOWED:
        yield finding("minimumTlsVersion", value, allowed=ALLOWED)


@rule.remediate
def put_right(namespace: dict[str, object]) -> dict[str, object]:
    return {"minimumTlsVersion": "1.2"}
