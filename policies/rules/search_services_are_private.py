"""Search services can't be reached from the internet."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_unless, finding

ALLOWED = ("Disabled", "disabled")

rule = Rule(
    severity=MEDIUM, serves=("NET-2", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:search:Service",),
    why="An index is a copy of the data it was made from.",
    fix="Set publicNetworkAccess to Disabled and make a private endpoint.",
    source="Azure AI Search: private endpoint",
    azure_policy=deny_unless(
        "Microsoft.Search/searchServices/publicNetworkAccess",
        ALLOWED,
        builtin="ee980b6d-0eca-4501-8d54-f6290fd512c3",
    ),
    good=[{"publicNetworkAccess": "Disabled"}, {"publicNetworkAccess": "disabled"}],
    bad=[{"publicNetworkAccess": "Enabled"}, {}],
)  # fmt: skip


@rule.check
def private(service: Properties) -> Findings:
    if (value := service.get("publicNetworkAccess")) not in ALLOWED:
        yield finding("publicNetworkAccess", value, allowed=ALLOWED)
