"""A cell repeats the data tier under names of its own; the region's first stays where it was; the daily dump's job."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from components.addresses import Tier
from components.base import Place
from components.cell import Cell, CellArgs
from components.container_environment import ContainerEnvironment, ContainerEnvironmentArgs
from components.database import Database, DatabaseArgs
from components.dump_job import DumpJob, DumpJobArgs
from components.existing import shared
from components.naming import Kind
from components.private_link import Service
from components.stamp import Stamp, StampArgs
from components.storage import Storage, StorageArgs
from components.vault import Vault, VaultArgs
from scripts.backup.source import Source
from tests.components.recording import Recorder, place, record, surroundings

GIVEN = surroundings()
IMAGE: str = GIVEN["image"]


def stamp(**more: Any) -> Stamp:
    who = {key: GIVEN[key] for key in ("plan", "tenant", "operator", "administrator")}
    return Stamp("ne", StampArgs(place=place(), **who, **more))


def cell(name: str = "c2", **more: Any) -> Cell:
    who = {key: GIVEN[key] for key in ("tenant", "operator", "administrator", "link", "workspace")}
    return Cell(f"ne-{name}", CellArgs(place=place(), cell=name, **who, **more))


def dump_job(image: str = IMAGE, hour: int = 3) -> DumpJob:
    data: dict[str, Any] = {key: GIVEN[key] for key in ("place", "link", "workspace")}
    return DumpJob(
        "dump",
        DumpJobArgs(
            place=GIVEN["place"],
            environment="/jobs",
            vault=Vault("vault", VaultArgs(**data, tenant=GIVEN["tenant"])),
            storage=Storage("storage", StorageArgs(**data)),
            database=Database("database", DatabaseArgs(**data, administrator=GIVEN["administrator"])),
            image=image,
            hour=hour,
        ),
    )


def test_a_cell_has_stores_keys_and_backups_of_its_own() -> None:
    asked = record(cell)
    for kind in ("storage:StorageAccount", "dbforpostgresql:Server", "keyvault:Vault", "dataprotection:BackupVault"):
        assert len(asked.of(kind)) == 1
    assert asked.one("resources:ResourceGroup")["resourceGroupName"] == "rg-cordon-test-ne-c2"
    assert asked.one("keyvault:Vault")["vaultName"] == "kv-test-ne-c2-ab3de"
    assert asked.one("storage:StorageAccount")["accountName"] == "sttestnec2ab3de"
    assert not asked.of("network:VirtualNetwork")
    locked = {each.inputs["scope"].rsplit("/", 1)[-1] for each in asked.of("authorization:ManagementLockByScope")}
    assert locked == {"vault-ne-c2-vault", "storage-ne-c2-account", "database-ne-c2-server", "backup-ne-c2-vault"}


def inputs(asked: Recorder) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each.type, each.name): each.inputs for each in asked.resources}


def test_cells_are_added_beside_what_is_there() -> None:
    before, after = inputs(record(stamp)), inputs(record(lambda: stamp(cells=("c2", "c3"))))
    assert {key: after[key] for key in before} == before
    added = [name for (_, name) in after.keys() - before.keys()]
    assert added
    assert all("-c2" in name or "-c3" in name for name in added)
    names = [
        (kind, given.get("resourceGroupName"), given[key])
        for (kind, _), given in after.items()
        for key in ("serverName", "vaultName", "accountName", "privateEndpointName")
        if key in given and kind.rsplit(":", 1)[-1] in ("Server", "Vault", "StorageAccount", "PrivateEndpoint")
    ]
    assert len(set(names)) == len(names)


def test_what_a_cell_looks_up_by_name_is_what_the_stamp_makes() -> None:
    asked = record(lambda: stamp(image=IMAGE))
    there = shared(place())
    group = asked.one("resources:ResourceGroup")["resourceGroupName"]
    network = asked.one("network:VirtualNetwork")["virtualNetworkName"]
    endpoints = next(each for each in asked.of("network:Subnet") if each.name.endswith("endpoints"))
    base = f"/subscriptions/{place().subscription}/resourceGroups/{group}/providers"
    assert there.link.subnet == (
        f"{base}/Microsoft.Network/virtualNetworks/{network}/subnets/{endpoints.inputs['subnetName']}"
    )
    zones = {each.inputs["privateZoneName"] for each in asked.of("privatedns:PrivateZone")}
    assert {there.link.zones[each] for each in Service} == {
        f"{base}/Microsoft.Network/privateDnsZones/{zone}" for zone in zones
    }
    workspace = asked.one("operationalinsights:Workspace")["workspaceName"]
    assert there.workspace == f"{base}/Microsoft.OperationalInsights/workspaces/{workspace}"
    environment = asked.one("app:ManagedEnvironment")["environmentName"]
    assert there.jobs == f"{base}/Microsoft.App/managedEnvironments/{environment}"


def test_without_an_image_there_are_no_jobs() -> None:
    asked = record(stamp)
    assert not asked.of("app:ManagedEnvironment") + asked.of("app:Job")


def test_jobs_run_inside_the_network_unreachable_in_every_zone() -> None:
    asked = record(lambda: stamp(image=IMAGE))
    environment = asked.one("app:ManagedEnvironment")
    assert environment["vnetConfiguration"]["internal"] is True
    assert environment["vnetConfiguration"]["infrastructureSubnetId"].endswith(Tier.JOBS.name.lower())
    assert environment["publicNetworkAccess"] == "Disabled"
    assert environment["zoneRedundant"] is True
    assert environment["peerAuthentication"] == {"mtls": {"enabled": True}}


def test_the_dump_runs_daily_and_is_tried_again() -> None:
    job = record(dump_job).one("app:Job")
    settings = job["configuration"]
    assert settings["triggerType"] == "Schedule"
    assert settings["scheduleTriggerConfig"]["cronExpression"] == "0 3 * * *"
    assert settings["replicaRetryLimit"] == 2
    assert settings["registries"][0]["server"] == "images.azurecr.io"
    (container,) = job["template"]["containers"]
    assert (container["image"], container["command"]) == (IMAGE, ["cordon", "dump", "run"])


def test_the_job_is_told_what_the_command_reads() -> None:
    (container,) = record(dump_job).one("app:Job")["template"]["containers"]
    said = {each["name"]: each["value"] for each in container["env"]}
    source = Source.model_validate(json.loads(said["CORDON_DUMP"]))
    assert (source.region, source.backups.container, source.backups.key) == ("northeurope", "backups", "backup")
    assert source.role == place().name(Kind.IDENTITY, "dump")


def test_the_job_may_write_one_container_and_use_two_keys() -> None:
    asked = record(dump_job)
    grants = {each.inputs["scope"].rsplit("/", 1)[-1] for each in asked.of("authorization:RoleAssignment")}
    assert grants == {"storage-backups", "vault-key-backup", "vault-key-evidence"}


def test_an_image_of_microsofts_needs_no_credentials() -> None:
    asked = record(lambda: dump_job(image=f"mcr.microsoft.com/cordon@sha256:{'a' * 64}"))
    assert asked.one("app:Job")["configuration"].get("registries", []) == []


ALLOWED = "allowed are images of mcr.microsoft.com or of a registry below azurecr.io, by digest (…@sha256:…)."


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: cell("one"),
            "cell 'one' is not allowed; allowed are c2 to c99, the first being the region's own data tier.",
        ),
        (
            lambda: cell("c1"),
            "cell 'c1' is not allowed; allowed are c2 to c99, the first being the region's own data tier.",
        ),
        (lambda: dump_job(image="cordon:latest"), f"image 'cordon:latest' is not allowed; {ALLOWED}"),
        (
            lambda: dump_job(image="images.azurecr.io/cordon:1.2"),
            f"image 'images.azurecr.io/cordon:1.2' is not allowed; {ALLOWED}",
        ),
        (lambda: dump_job(hour=24), "hour 24 is not allowed; allowed are 0 to 23 (UTC)."),
        (
            lambda: ContainerEnvironment(
                "jobs", ContainerEnvironmentArgs(place=place("swedensouth"), subnet="/subnet")
            ),
            "zone_redundant is not possible in swedensouth; it has no availability zones.",
        ),
    ],
)
def test_refusal(make: Callable[[], object], sentence: str) -> None:
    refusals: list[str] = []

    def run() -> None:
        try:
            make()
        except ValueError as refused:
            refusals.append(str(refused))

    record(run)
    assert refusals == [sentence]


def test_names_of_a_place_without_a_cell_are_as_they_were() -> None:
    there: Place = place()
    assert there.name(Kind.STORAGE_ACCOUNT, "site") == "sttestnesiteab3de"
    assert there.name(Kind.PRIVATE_ENDPOINT, "blob") == "pep-cordon-test-ne-blob"
