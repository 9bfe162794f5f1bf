"""Web apps are reached only through the edge."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_each, finding

rule = Rule(
    severity=HIGH, serves=("NET-1", "NET-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:web:WebApp", "azure-native:web:WebAppSlot"),
    why="An app that answers on its own address is outside of the firewall.",
    fix="Set publicNetworkAccess to Disabled and connect Front Door by private link.",
    source="App Service: access restrictions, public network access",
    azure_policy=deny_each(
        ("Microsoft.Web/sites/publicNetworkAccess", "Microsoft.Web/sites/slots/publicNetworkAccess"),
        ("Disabled",),
        builtin="1b5ef780-c53c-4a64-87f3-bb9c8c8094ba",
    ),
    good=[{"publicNetworkAccess": "Disabled"}],
    bad=[{"publicNetworkAccess": "Enabled"}, {}],
)  # fmt: skip


@rule.check
def private(app: Properties) -> Findings:
    if (value := app.get("publicNetworkAccess")) != "Disabled":
        yield finding("publicNetworkAccess", value, allowed=("Disabled",))
