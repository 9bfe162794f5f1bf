"""Communication services keep their data in a country of the European Union."""

from controls.residency import EU
from policies.engine import CRITICAL, Findings, Properties, Rule, deny_each, finding

COUNTRIES = tuple(sorted({region.country for region in EU.values()}))

rule = Rule(
    severity=CRITICAL, serves=("RES-2",), iso27001=("5.31", "5.34"), soc2=("CC6.1", "P6.1"),
    types=("azure-native:communication:CommunicationService", "azure-native:communication:EmailService"),
    why="Their location is always global; dataLocation decides, and Europe is wider than the EU.",
    fix="Set dataLocation to one EU country, France or Germany say.",
    source="Azure Communication Services: region availability and data residency",
    azure_policy=deny_each(
        [f"Microsoft.Communication/{kind}/dataLocation" for kind in ("communicationServices", "emailServices")],
        COUNTRIES,
    ),
    good=[{"dataLocation": "Germany"}, {"dataLocation": "France"}],
    bad=[{"dataLocation": "Europe"}, {"dataLocation": "UK"}, {"dataLocation": "unitedstates"}, {}],
)  # fmt: skip


@rule.check
def in_the_eu(service: Properties) -> Findings:
    if (place := service.get("dataLocation")) not in COUNTRIES:
        yield finding("dataLocation", place, allowed=COUNTRIES)
