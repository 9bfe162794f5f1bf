"""What Azure offers where: refusals name what is allowed, and the data says where it comes from."""

from collections import Counter
from datetime import date

import pytest

from controls import availability, residency
from tests.golden.estates import ENVIRONMENTS, estate, settings


def test_every_part_says_where_it_was_read_and_when() -> None:
    for name, part in availability.data().items():
        assert part["source"], name
        assert isinstance(part["read"], date), name


def test_only_eu_regions_are_named() -> None:
    named = {*availability.servers(), *availability.data()["front_door_private_link"]["regions"]}
    assert named <= set(residency.EU)


def test_what_the_regions_themselves_say_is_not_contradicted() -> None:
    """A zone-redundant server needs zones, a geo-redundant backup needs a pair."""
    for name, offered in availability.servers().items():
        region = residency.region(name)
        assert region.zones or not offered["zone_redundant"], name
        assert region.pair or not offered["geo_redundant"], name


@pytest.mark.parametrize(
    ("region", "sku", "reason"),
    [
        ("northeurope", "Standard_D4ds_v5", None),
        ("austriaeast", "Standard_D4ads_v5", None),
        ("northeurope", "Standard_B2ms", None),
        ("polandcentral", "Standard_E8ds_v5", "has no Intel servers of generation v5; allowed are v3, v4"),
        ("northeurope", "Standard_D4ads_v5", "has no AMD servers of generation v5; allowed are none"),
        (
            "belgiumcentral",
            "Standard_D4ds_v5",
            f"has no flexible servers; allowed are {', '.join(availability.servers())}",
        ),
    ],
)
def test_sizes_of_servers(region: str, sku: str, reason: str | None) -> None:
    assert availability.sku_refusal(region, sku) == reason


def test_sizes_of_disks() -> None:
    assert availability.storage_refusal(512) is None
    assert availability.storage_refusal(500) == (
        "is no size of its disks; allowed are 32, 64, 128, 256, 512, 1024, 2048, 4095, 4096, 8192, 16384, 32767"
    )


def test_a_region_where_zones_are_paused_is_noted_with_its_day() -> None:
    (note,) = availability.notes("westeurope")
    assert "temporarily refused on 2025-11-20" in note
    assert availability.notes("swedencentral") == []


def test_what_is_over_a_quota_is_named() -> None:
    accounts = {("storage:StorageAccount", "northeurope"): 251, ("storage:StorageAccount", "westeurope"): 250}
    assert availability.over_quota(accounts) == ["storage:StorageAccount: 251 in northeurope; allowed are 250."]
    roles = {("authorization:RoleAssignment", region): 2001 for region in ("", "northeurope")}
    assert availability.over_quota(roles) == [
        "authorization:RoleAssignment: 4002 in the subscription; allowed are 4000."
    ]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_environments_stay_below_the_quotas(name: str) -> None:
    counts = Counter(
        (each.type.removeprefix("azure-native:"), each.inputs.get("location", "")) for each in estate(name)
    )
    assert availability.over_quota(counts) == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_edge_reaches_origins_from_where_front_door_can(name: str) -> None:
    allowed = availability.data()["front_door_private_link"]["regions"]
    links = [each.inputs.get("sharedPrivateLinkResource") for each in estate(name)]
    used = {link["privateLinkLocation"] for link in links if link}
    assert used
    assert used <= set(allowed)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_settings_name_regions_in_which_servers_can_be(name: str) -> None:
    assert set(settings(name)["cordon:regions"]) <= set(availability.servers())
