"""A whole environment under mocks: what it is made of, and that its outputs are what operations read."""

import json
import os
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.roles import ELIGIBLE
from controls.residency import is_eu
from local.types.table import table
from scripts.estate import parse
from stacks.environment import Caller, Environment
from stacks.outputs import outputs
from stacks.settings import Settings, load_file
from tests.components.recording import PRINCIPAL, TENANT, Recorder, record

CLONE = Path(__file__).resolve().parent.parent.parent
CALLER = Caller(
    subscription="00000000-0000-0000-0000-000000000001",
    tenant=TENANT,
    object_id=PRINCIPAL,
    role_policies={role.guid: role.guid for role in ELIGIBLE.values()},
)


def bring_up(settings: Settings, name: str = "local") -> tuple[Recorder, dict[str, Any]]:
    said: dict[str, Any] = {}

    def make() -> None:
        environment = Environment(name, settings, CALLER)
        pulumi.Output.all(**outputs(environment)).apply(said.update)

    return record(make, name), said


@pytest.fixture(scope="module")
def local() -> tuple[Recorder, dict[str, Any]]:
    return bring_up(load_file(CLONE / "Pulumi.local.yaml"))


def test_the_local_stack_has_the_promised_size(local: tuple[Recorder, dict[str, Any]]) -> None:
    asked, _ = local
    assert len(asked.resources) >= 60
    located = Counter(each.inputs.get("location") for each in asked.resources)
    # Notifications go out from the only regions that promise to keep them in the EU, which aren't this stack's.
    assert set(located) - {None, asked.one("monitor:ActionGroup")["location"]} == {
        "northeurope",
        "westeurope",
        "global",
    }
    assert min(located["northeurope"], located["westeurope"]) > 10


def test_the_outputs_are_what_operations_read(local: tuple[Recorder, dict[str, Any]]) -> None:
    estate = parse(json.loads(json.dumps(local[1])), "outputs")
    assert estate.primary == "northeurope"
    assert set(estate.regions) == {"northeurope", "westeurope"}
    home = estate.home
    assert home.replica is not None
    assert home.restore_subnet.endswith("subnet-restore")
    assert (home.storage.content, home.storage.evidence) == ("content", "evidence")
    assert (home.wrapping_key, home.signing_key, home.database) == ("tenant-data", "evidence", "app")


def test_names_are_explicit_and_unique_by_type(local: tuple[Recorder, dict[str, Any]]) -> None:
    """An interrupted `pulumi up` converges only if the next one asks for the same names."""
    logical = Counter((each.type, each.name) for each in local[0].resources)
    assert max(logical.values()) == 1
    again, _ = bring_up(load_file(CLONE / "Pulumi.local.yaml"))
    assert {(each.name, each.type): each.inputs for each in again.resources} == {
        (each.name, each.type): each.inputs for each in local[0].resources
    }


def test_no_network_of_an_environment_overlaps_another(local: tuple[Recorder, dict[str, Any]]) -> None:
    prefixes = [each.inputs["addressPrefix"] for each in local[0].of("network:Subnet")]
    assert len(set(prefixes)) == len(prefixes) == 10


def test_a_region_more_is_one_entry_and_moves_nothing(local: tuple[Recorder, dict[str, Any]]) -> None:
    settings = load_file(CLONE / "Pulumi.local.yaml")
    more = Settings.model_validate(
        {**settings.model_dump(mode="json"), "regions": {**settings.model_dump()["regions"], "swedencentral": {}}}
    )
    asked, said = bring_up(more)
    before = {(each.type, each.name): each.inputs for each in local[0].resources}
    after = {(each.type, each.name): each.inputs for each in asked.resources}
    assert {key: after[key] for key in before} == before
    assert set(said["regions"]) == {"northeurope", "westeurope", "swedencentral"}


def test_everything_with_a_region_is_in_the_eu(local: tuple[Recorder, dict[str, Any]]) -> None:
    for each in local[0].resources:
        if (location := each.inputs.get("location", "global")) != "global":
            assert is_eu(location), each


def test_every_body_is_one_that_microsofts_clients_know(local: tuple[Recorder, dict[str, Any]]) -> None:
    """Names, types, enums and required properties, against the table made from the azure-mgmt packages."""
    problems = []
    for each in local[0].resources:
        kind = table().by_token(each.type)
        assert kind, f"{each.type} is not in local/types/names.txt"
        problems += [
            f"{each.type} {each.name}: {one.path}: {one.message}" for one in kind.check(kind.to_body(each.inputs))
        ]
    assert problems == []


def program(monkeypatch: pytest.MonkeyPatch, config: dict[str, str]) -> Recorder:
    """Run the Pulumi program itself with a configuration as the engine passes it."""
    monkeypatch.setitem(os.environ, "PULUMI_CONFIG", json.dumps(config))
    return record(lambda: runpy.run_path(str(CLONE / "stacks")), "dev")


def test_the_program_reads_structured_settings_from_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = program(
        monkeypatch,
        {
            "cordon:owner": "platform",
            "cordon:primary": "francecentral",
            "cordon:regions": '{"francecentral": {}, "germanywestcentral": {}}',
            "cordon:generation": "2",
            "cordon:alerts": '{"emails": ["on-call@example.com"]}',
            "cordon:access": '{"break_glass": ["00000000-0000-4000-8000-0000000000b1"]}',
        },
    )
    groups = {each.inputs["resourceGroupName"] for each in asked.of("resources:ResourceGroup")}
    assert groups == {"rg-cordon-dev-frc", "rg-cordon-dev-gwc", "rg-cordon-dev-edge"}


def test_the_program_refuses_before_it_asks_for_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    config = {
        "cordon:owner": "platform",
        "cordon:primary": "norwayeast",
        "cordon:regions": '{"norwayeast": {}, "uksouth": {}}',
    }
    with pytest.raises(
        pulumi.RunError, match=r"^Pulumi.dev.yaml: primary: 'norwayeast' is in Norway, which is in Europe"
    ):
        program(monkeypatch, config)
