"""No two networks of a plan share an address, and nothing moves when something is added."""

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.addresses import REGIONS, AddressPlan, Tier, refuse_overlaps
from controls.residency import EU

PLAN = AddressPlan(IPv4Network("10.32.0.0/12"))
spaces = st.integers(0, 15).map(lambda number: IPv4Network((10 << 24 | number << 20, 12)))


@given(spaces)
def test_regions_and_tiers_are_apart_and_inside(space: IPv4Network) -> None:
    plan = AddressPlan(space)
    networks = [plan.network(region) for region in EU]
    assert all(network.subnet_of(space) for network in networks)
    assert not any(one.overlaps(other) for one, other in combinations(networks, 2))
    for region in EU:
        subnets = [plan.subnet(region, tier) for tier in Tier]
        assert all(subnet.subnet_of(plan.network(region)) for subnet in subnets)
        assert not any(one.overlaps(other) for one, other in combinations(subnets, 2))


def test_every_region_has_a_number_of_its_own_that_fits_the_smallest_space() -> None:
    assert set(REGIONS) == set(EU)
    assert len(set(REGIONS.values())) == len(REGIONS)
    assert max(REGIONS.values()) < 16


def test_numbers_are_what_is_deployed() -> None:
    """A changed number replaces a network: this test is to be argued with, not updated."""
    assert str(PLAN.subnet("northeurope", Tier.ENDPOINTS)) == "10.40.0.0/22"
    assert str(PLAN.subnet("westeurope", Tier.RESTORE)) == "10.45.12.0/22"
    assert str(PLAN.subnet("westeurope", Tier.JOBS)) == "10.45.16.0/22"
    assert str(PLAN.firewall("westeurope")) == "10.45.20.4"


@pytest.mark.parametrize(
    ("space", "reserved", "sentence"),
    [
        (
            "10.0.0.0/16",
            (),
            "address space 10.0.0.0/16 has no room for every region; allowed is a private /12 or larger.",
        ),
        (
            "20.0.0.0/8",
            (),
            "address space 20.0.0.0/8 has no room for every region; allowed is a private /12 or larger.",
        ),
        (
            "10.32.0.0/12",
            ("10.44.0.0/24",),
            "a reserved network 10.44.0.0/24 overlaps the address space 10.32.0.0/12; allowed are networks that share "
            "no address.",
        ),
    ],
)
def test_a_plan_that_cannot_hold_is_refused(space: str, reserved: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the sentence is compared whole
        AddressPlan(IPv4Network(space), tuple(IPv4Network(each) for each in reserved))
    assert str(refused.value) == sentence


def test_a_region_outside_the_eu_has_no_addresses() -> None:
    with pytest.raises(ValueError, match="'uksouth' is in the United Kingdom"):
        PLAN.network("uksouth")


@given(st.lists(spaces, min_size=2, max_size=4, unique=True))
def test_networks_side_by_side_are_not_refused(networks: list[IPv4Network]) -> None:
    refuse_overlaps([(str(network), network) for network in networks])
    with pytest.raises(ValueError, match="overlaps"):
        refuse_overlaps([(str(network), network) for network in [*networks, networks[0]]])
