"""Availability tests ask from places inside the European Union only."""

from controls.residency import TEST_LOCATIONS
from policies.engine import MEDIUM, Findings, Properties, Rule, each, finding, not_in_azure_policy

rule = Rule(
    severity=MEDIUM, serves=("RES-2", "INC-4"), iso27001=("5.31", "5.34"), soc2=("CC6.7", "P6.1"),
    types=("azure-native:applicationinsights:WebTest", "azure-native:insights:WebTest"),
    why="A test's requests and results pass through the place it runs in, and the ids hide where that is.",
    fix="Choose among emea-nl-ams-azr, emea-gb-db3-azr, emea-fr-pra-edge and emea-ch-zrh-edge.",
    source="Application Insights: availability tests, location population tags",
    azure_policy=not_in_azure_policy("Azure Policy has no aliases for the locations of availability tests."),
    good=[{"locations": [{"location": "emea-nl-ams-azr"}, {"location": "emea-gb-db3-azr"}]}],
    bad=[
        {"locations": [{"location": "emea-nl-ams-azr"}, {"location": "emea-se-sto-edge"}]},  # UK West
        {"locations": [{"location": "us-va-ash-azr"}]},
        {"locations": []},
        {},
    ],
)  # fmt: skip


@rule.check
def inside(test: Properties) -> Findings:
    places = list(each(test, "locations"))
    if not places:
        yield finding("locations", None, allowed="places in the EU")
    for path, place in places:
        if (id := place.get("location")) not in TEST_LOCATIONS:
            yield finding(f"{path}.location", id, allowed=tuple(TEST_LOCATIONS))
