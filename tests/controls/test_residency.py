"""The EU is a list: each refusal says why, and no pair leads out of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls import residency

ALLOWED = (
    "austriaeast, belgiumcentral, denmarkeast, francecentral, francesouth, germanynorth, germanywestcentral, "
    "italynorth, northeurope, polandcentral, spaincentral, swedencentral, swedensouth, westeurope"
)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("norwayeast", "is in Norway, which is in Europe but not in the European Union"),
        ("switzerlandnorth", "is in Switzerland, which is in Europe but not in the European Union"),
        ("UK South", "is in the United Kingdom, which is in Europe but not in the European Union"),
        ("eastus", "is in the United States, outside the European Union"),
        ("europe", "is a group of regions, not a region, so nothing keeps it inside the European Union"),
        ("global", "is a group of regions, not a region, so nothing keeps it inside the European Union"),
        ("swedncentral", "is not an Azure region (did you mean 'swedencentral'?)"),
        ("norwayeasst", "is not an Azure region (did you mean 'norwayeast'?)"),
        ("atlantis", "is not an Azure region"),
    ],
)
def test_each_refusal_says_why_and_what_is_allowed(name: str, reason: str) -> None:
    assert not residency.is_eu(name)
    assert residency.refusal(name) == f"{name!r} {reason}; allowed are {ALLOWED}."
    with pytest.raises(ValueError, match="allowed are"):
        residency.region(name)


def test_display_names_are_the_same_region_to_azure() -> None:
    assert residency.normalise("West Europe") == "westeurope"
    assert residency.is_eu("Germany West Central")
    assert residency.region("NORTHEUROPE").country == "Ireland"


def test_pairs_are_mutual_and_stay_in_the_eu() -> None:
    for name, region in residency.EU.items():
        if region.pair:
            assert residency.is_eu(region.pair)
            assert residency.pair_of(region.pair) == name


def test_no_name_is_both_inside_and_outside() -> None:
    assert not set(residency.EU) & (set(residency.ELSEWHERE) | residency.GROUPS)
    assert not set(residency.ELSEWHERE) & residency.GROUPS


def test_redundancy_is_the_strongest_that_the_region_has() -> None:
    assert residency.region("northeurope").strongest_redundancy == "Standard_GZRS"
    assert residency.region("polandcentral").strongest_redundancy == "Standard_ZRS"
    assert residency.region("swedensouth").strongest_redundancy == "Standard_GRS"


def test_short_codes_are_unique() -> None:
    codes = [region.code for region in residency.EU.values()]
    assert len(set(codes)) == len(codes)


def test_aws_regions_by_prefix_are_not_all_in_the_eu() -> None:
    assert "eu-west-2" not in residency.AWS_EU
    assert "eu-central-2" not in residency.AWS_EU


@given(st.text())
def test_any_name_gets_one_sentence(name: str) -> None:
    if not residency.is_eu(name):
        assert residency.refusal(name).endswith(f"; allowed are {ALLOWED}.")
