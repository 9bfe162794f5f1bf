"""dev, staging and prod are one program: they differ in few settings, which are these, and share nothing of Azure's."""

from ipaddress import IPv4Network
from itertools import combinations

import pytest

from controls.residency import is_eu
from stacks.settings import ours, validate
from tests.golden.environments import differing
from tests.golden.estates import ENVIRONMENTS, estate, made, settings

OWN = {
    "azure-native:subscriptionId",
    "azure-native:clientId",
    "addresses",
    "administrator.name",
    "administrator.object_id",
    "edge.domain",
    "edge.dns_zone",
}
"""What no two environments may share."""
MAY_DIFFER = OWN | {
    "regions.westeurope.replica",  # each region's database is followed in production
    "network.egress",  # a firewall costs more than all else of a small environment
    "database.sku",
    "database.storage_gb",
    "backup.locked",  # a locked vault can't be taken down again
    "web.sku",
    "web.instances",
    "web.most_instances",
}


def test_environments_differ_in_these_settings_and_no_others() -> None:
    found = differing()
    assert set(found) <= MAY_DIFFER, f"more differs than may: {sorted(set(found) - MAY_DIFFER)}"
    assert set(found) >= OWN


@pytest.mark.parametrize("key", sorted(OWN - {"addresses"}))
def test_no_two_environments_share_a_subscription_or_an_identity(key: str) -> None:
    values = list(differing()[key].values())
    assert None not in values
    assert len(set(values)) == len(ENVIRONMENTS)


def test_no_network_of_one_environment_overlaps_another() -> None:
    networks = [IPv4Network(value) for value in differing()["addresses"].values()]
    assert not [pair for pair in combinations(networks, 2) if pair[0].overlaps(pair[1])]


def test_their_names_are_unique_wherever_azure_wants_one_in_all_the_world() -> None:
    worldwide = {
        "storage:StorageAccount": "accountName",
        "keyvault:Vault": "vaultName",
        "dbforpostgresql:Server": "serverName",
    }
    for kind, field in worldwide.items():
        names = [
            each.inputs[field] for name in ENVIRONMENTS for each in estate(name) if each.type == f"azure-native:{kind}"
        ]
        assert len(set(names)) == len(names) >= len(ENVIRONMENTS)


def test_they_have_the_same_kinds_of_resources() -> None:
    kinds = {name: {each.type for each in estate(name)} for name in ENVIRONMENTS}
    assert kinds["staging"] == kinds["prod"]
    gateway = {"azure-native:network:NatGateway", "azure-native:network:PublicIPPrefix"}
    assert kinds["dev"] - kinds["prod"] == gateway  # where production has a firewall


def test_an_environment_more_is_one_file() -> None:
    given = settings("dev") | {"cordon:addresses": "10.96.0.0/12", "azure-native:subscriptionId": "another"}
    more = made(given, "qa")
    assert {each.type for each in more} == {each.type for each in estate("dev")}
    assert {each.inputs["tags"]["environment"] for each in more if "tags" in each.inputs} == {"qa"}


def test_a_region_more_is_one_entry_and_moves_nothing() -> None:
    given = settings("prod")
    more = made(given | {"cordon:regions": {**given["cordon:regions"], "swedencentral": {}}}, "prod")
    before = {(each.type, each.name): each.inputs for each in estate("prod")}
    after = {(each.type, each.name): each.inputs for each in more}
    lost = set(before) - set(after)
    assert lost == set()
    located = [each for each in more if each.inputs.get("location") == "swedencentral"]
    assert len(located) > 20
    assert all(is_eu(each.inputs["location"]) for each in more if each.inputs.get("location", "global") != "global")


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_the_settings_hold(name: str) -> None:
    validate(ours(settings(name), name), name)
