"""Somebody else's azure-native program, with nothing of ours in it, under one pack: two lines, the real engine."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import lifecycle, stack
from local.home import CLONE
from tests.conftest import temporary_home
from tests.local.engine_room import EngineRoom

pytestmark = pytest.mark.local

PROGRAM = """
import pulumi
from pulumi_azure_native import resources, storage

group = resources.ResourceGroup("theirs", location="swedencentral")
storage.StorageAccount("files", resource_group_name=group.name, location="uksouth", kind="StorageV2",
                       sku=storage.SkuArgs(name="Standard_LRS"), minimum_tls_version="TLS1_0")
"""


@pytest.fixture(scope="module")
def room() -> Iterator[EngineRoom]:
    home = temporary_home("strangers")
    lifecycle.start(home, rehearsal=True)
    stack.prepare(home)
    yield EngineRoom(home)
    lifecycle.remove(home)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, room: EngineRoom) -> Path:
    folder = tmp_path_factory.mktemp("stranger") / "theirs"
    folder.mkdir()
    runtime = {"name": "python", "options": {"virtualenv": str(CLONE / ".venv")}}
    (folder / "Pulumi.yaml").write_text(json.dumps({"name": "theirs", "runtime": runtime}))
    (folder / "__main__.py").write_text(PROGRAM)
    assert pulumi(room, folder, "stack", "init", "test").returncode == 0
    return folder


def pulumi(room: EngineRoom, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    variables = lifecycle.variables(room.home, "test")
    variables |= {"PULUMI_OPTION_CONFIG_FILE": str(folder / "Pulumi.test.yaml")}
    del variables["PULUMI_OPTION_POLICY_PACK"]
    command = [str(stack.binary(room.home)), *arguments, "--non-interactive", "--cwd", str(folder)]
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)


def preview(room: EngineRoom, project: Path, pack: str, config: dict[str, object] | None = None) -> tuple[int, str]:
    options = ["--policy-pack", str(CLONE / "policies/packs" / pack)]
    if config is not None:
        (project / "cordon.json").write_text(json.dumps(config))
        options += ["--policy-pack-config", str(project / "cordon.json")]
    done = pulumi(room, project, "preview", "--stack", "test", *options)
    return done.returncode, done.stdout + done.stderr


def test_a_pack_refuses_what_is_its_subject_and_nothing_else(room: EngineRoom, project: Path) -> None:
    code, said = preview(room, project, "residency")
    assert code != 0
    assert 'StorageAccount "files" has location "uksouth", but rule resources_stay_in_the_eu' in said
    assert "the United Kingdom, which is in Europe but not in the European Union" in said
    assert "storage_accounts_speak_tls_1_2" not in said
    assert "Traceback" not in said


def test_level_and_parameters_are_the_strangers_to_set(room: EngineRoom, project: Path) -> None:
    code, said = preview(room, project, "residency", {"all": "advisory"})
    assert code == 0, said
    assert "resources_stay_in_the_eu" in said
    code, said = preview(
        room, project, "residency", {"all": "advisory", "resources_stay_in_the_eu": {"regions": ["northeurope"]}}
    )
    assert 'ResourceGroup "theirs" has location "swedencentral"' in said


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"resources_stay_in_eu": "advisory"}, "did you mean resources_stay_in_the_eu?"),
        ({"resources_stay_in_the_eu": {"regions": ["norwayeast"]}}, "norwayeast"),
    ],
)
def test_a_wrong_configuration_is_refused(
    room: EngineRoom, project: Path, config: dict[str, object], words: str
) -> None:
    code, said = preview(room, project, "residency", config)
    assert code != 0
    assert words in said
    assert "Traceback" not in said
