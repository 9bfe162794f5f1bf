"""Event Hubs and Service Bus take Entra sign-in only."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_each, finding

rule = Rule(
    severity=HIGH, serves=("ACC-1", "SDL-6"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:eventhub:Namespace", "azure-native:servicebus:Namespace"),
    why="A shared access key reads every message and names nobody.",
    fix="Set disableLocalAuth to true.",
    source="Azure Event Hubs: disable local authentication",
    azure_policy=deny_each(
        ("Microsoft.EventHub/namespaces/disableLocalAuth", "Microsoft.ServiceBus/namespaces/disableLocalAuth"),
        (True,),
        builtin="5d4e3c65-4873-47be-94f3-6f8b953a3598",
    ),
    good=[{"disableLocalAuth": True}],
    bad=[{"disableLocalAuth": False}, {}],
)  # fmt: skip


@rule.check
def entra_only(namespace: Properties) -> Findings:
    if (value := namespace.get("disableLocalAuth")) is not True:
        yield finding("disableLocalAuth", value, allowed=(True,))
