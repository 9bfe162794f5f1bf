"""Azure's regions: the plane knows all of them, the EU's among them."""

import pytest

from controls import residency
from local.plane.behaviour import ArmError
from local.plane.regions import REGIONS, check_location

ONE_WAY = {"westus3", "brazilsouth", "brazilsoutheast", "westindia"}


def test_pairs_are_regions_and_mutual() -> None:
    for region in REGIONS.values():
        if region.pair:
            assert region.pair in REGIONS
            if region.name not in ONE_WAY:
                assert REGIONS[region.pair].pair == region.name


@pytest.mark.parametrize("rule", residency.EU.values(), ids=lambda rule: rule.name)
def test_the_rules_regions_are_azures(rule: residency.Region) -> None:
    region = REGIONS[rule.name]
    assert (region.display, region.zones, region.pair or None) == (rule.display, rule.zones, rule.pair)


@pytest.mark.parametrize(
    ("type", "location", "stored"),
    [
        ("a/b", "West Europe", "westeurope"),
        ("Microsoft.Cdn/profiles/afdEndpoints", "Global", "global"),
        ("Microsoft.Insights/actionGroups", "northeurope", "northeurope"),
    ],
)
def test_good_locations(type: str, location: str, stored: str) -> None:
    assert check_location(type, location) == stored


@pytest.mark.parametrize(
    ("type", "location"),
    [("a/b", "global"), ("a/b", "europe"), ("a/b", ""), ("a/b", None), ("Microsoft.Cdn/profiles", "westeurope")],
)
def test_bad_locations(type: str, location: object) -> None:
    with pytest.raises(ArmError):
        check_location(type, location)
