"""Event Hubs and Service Bus can't be reached from the internet."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_each, finding

ALLOWED = ("Disabled", "SecuredByPerimeter")

rule = Rule(
    severity=MEDIUM, serves=("NET-2", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:eventhub:Namespace", "azure-native:servicebus:Namespace"),
    why="A leaked credential is then usable from anywhere.",
    fix="Set publicNetworkAccess to Disabled and make a private endpoint.",
    source="Azure Event Hubs: private endpoints",
    azure_policy=deny_each(
        ("Microsoft.EventHub/namespaces/publicNetworkAccess", "Microsoft.ServiceBus/namespaces/publicNetworkAccess"),
        ALLOWED,
        builtin="0602787f-9896-402a-a6e1-39ee63ee435e",
    ),
    good=[{"publicNetworkAccess": "Disabled"}, {"publicNetworkAccess": "SecuredByPerimeter"}],
    bad=[{"publicNetworkAccess": "Enabled"}, {}],
)  # fmt: skip


@rule.check
def private(namespace: Properties) -> Findings:
    if (value := namespace.get("publicNetworkAccess")) not in ALLOWED:
        yield finding("publicNetworkAccess", value, allowed=ALLOWED)
