"""An environment over eight regions, of which some have no pair, and several send their replica into the same one."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stacks.settings import Settings, load_file
from tests.components.recording import Asked, Recorder
from tests.stacks.test_environment import bring_up

CLONE = Path(__file__).parents[2]
REGIONS: dict[str, dict[str, Any]] = {
    "northeurope": {"replica": "westeurope"},
    "westeurope": {"replica": "northeurope"},
    "swedencentral": {},
    "francecentral": {},
    "germanywestcentral": {},
    "italynorth": {"geo_redundant": False, "replica": "northeurope"},
    "austriaeast": {"geo_redundant": False, "replica": "northeurope"},
    "germanynorth": {"zone_redundant": False},
}
IDENTIFYING = ("Name", "Uri", "scope", "recordType", "Id")


@pytest.fixture(scope="module")
def asked() -> Recorder:
    settings = load_file(CLONE / "Pulumi.prod.yaml").model_dump(mode="json")
    return bring_up(Settings.model_validate({**settings, "regions": REGIONS}), "prod")[0]


def identity(each: Asked) -> tuple[object, ...]:
    """What makes its id in Azure: the type and every name of the path."""
    names = {key: value for key, value in each.inputs.items() if key.endswith(IDENTIFYING) and isinstance(value, str)}
    return (each.type, *sorted(names.items()))


def test_no_two_resources_have_one_name_in_azure(asked: Recorder) -> None:
    named = Counter(identity(each) for each in asked.resources)
    assert [key for key, count in named.items() if count > 1] == []


def test_each_region_has_its_server_and_each_replica_its_endpoint(asked: Recorder) -> None:
    replicas = [
        each.inputs for each in asked.of("dbforpostgresql:Server") if each.inputs.get("createMode") == "Replica"
    ]
    assert sorted(each["serverName"].split("-of-")[-1].split("-")[0] for each in replicas) == ["aue", "itn", "ne", "we"]
    assert len(asked.of("dbforpostgresql:Server")) == len(REGIONS) + len(replicas)
