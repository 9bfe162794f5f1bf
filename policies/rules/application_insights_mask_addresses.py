"""Application Insights stores no client addresses."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_if, equals, finding

rule = Rule(
    severity=MEDIUM, serves=("LOG-4", "TEN-3"), iso27001=("5.34", "8.11"), soc2=("P4.1",),
    types=("azure-native:applicationinsights:Component", "azure-native:insights:Component"),
    why="An address is personal data, and the service does not need it.",
    fix="Set disableIpMasking to false, or leave it out.",
    source="Application Insights: IP address collection",
    azure_policy=deny_if(
        equals("Microsoft.Insights/components/DisableIpMasking", True), of="Microsoft.Insights/components"
    ),
    good=[{"disableIpMasking": False}, {}],
    bad=[{"disableIpMasking": True}],
)  # fmt: skip


@rule.check
def masked(component: Properties) -> Findings:
    if (value := component.get("disableIpMasking")) is True:
        yield finding("disableIpMasking", value, allowed=(False,))
