"""The pack under the real engine: what breaks a rule is refused at preview and at deployment, and nothing is sent."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local import lifecycle, stack
from local.home import CLONE, Home
from policies.engine.discovery import rules
from policies.engine.rule import Rule
from policies.mutation.__main__ import estate
from policies.mutation.trial import trial
from tests.conftest import temporary_home
from tests.local.engine_room import EngineRoom

pytestmark = pytest.mark.local

SEEDED: dict[str, list[Any]] = json.loads((Path(__file__).parent / "seeded.json").read_text())
PROGRAM = """
import json, pulumi
for name, (token, properties) in json.load(open("resources.json")).items():
    pulumi.CustomResource(f"azure-native:{token}", name, properties)
"""
NEEDED = {  # what the provider asks of each type before it asks the pack
    "storage:StorageAccount": {"kind": "StorageV2", "sku": {"name": "Standard_LRS"}},
    "keyvault:Vault": {"properties": {"tenantId": "t", "sku": {"family": "A", "name": "premium"}}},
    "dataprotection:BackupPolicy": {"vaultName": "v", "location": None},  # lies where its vault lies
}


class Program:
    """A Pulumi project of its own on the local environment; its resources are data."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.home, self.folder = home, folder
        folder.mkdir()
        options = {"virtualenv": str(CLONE / ".venv")}
        project = {"name": "seeded", "runtime": {"name": "python", "options": options}}
        (folder / "Pulumi.yaml").write_text(json.dumps(project))
        (folder / "__main__.py").write_text(PROGRAM)
        self.run("stack", "init", "test")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        variables = lifecycle.variables(self.home, "test") | {
            "PULUMI_OPTION_CONFIG_FILE": str(self.folder / "Pulumi.test.yaml")
        }
        command = [str(stack.binary(self.home)), *arguments, "--non-interactive", "--cwd", str(self.folder)]
        return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)

    def refused(self, resources: dict[str, Any], *arguments: str) -> str:
        (self.folder / "resources.json").write_text(json.dumps(resources))
        done = self.run(*arguments, "--stack", "test")
        said = done.stdout + done.stderr
        assert done.returncode != 0, said
        assert "Traceback" not in said, said
        return said


@pytest.fixture(scope="module")
def room() -> Iterator[EngineRoom]:
    home = temporary_home("policies")
    lifecycle.start(home, rehearsal=True)
    stack.prepare(home)
    yield EngineRoom(home)
    lifecycle.remove(home)


@pytest.fixture(scope="module")
def program(room: EngineRoom, tmp_path_factory: pytest.TempPathFactory) -> Program:
    return Program(room.home, tmp_path_factory.mktemp("engine") / "program")


@pytest.fixture(scope="module")
def preview(program: Program) -> str:
    """One preview of all the seeded violations: the engine goes on to the next after each."""
    return program.refused({name: broken(name) for name in SEEDED}, "preview")


def broken(name: str) -> tuple[str, dict[str, Any]]:
    token, properties, _ = SEEDED[name]
    merged = {"resourceGroupName": "g", "location": "northeurope", **NEEDED.get(token, {})}
    for key, value in properties.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = {**merged[key], **value} if both else value
    return token, {key: value for key, value in merged.items() if value is not None}


@pytest.mark.parametrize("name", SEEDED)
def test_is_refused_at_preview_in_one_sentence(name: str, preview: str, room: EngineRoom) -> None:
    token, _, rule = SEEDED[name]
    sentences = [line for line in preview.splitlines() if f'{token.split(":")[1]} "{name}"' in line]
    assert any(f"but rule {rule} (" in line and "allows only" in line for line in sentences), sentences or preview
    assert room.put_count() == 0


def test_is_refused_at_deployment_without_a_preview_and_nothing_is_sent(program: Program, room: EngineRoom) -> None:
    said = program.refused({"norway": broken("region-norway")}, "up", "--yes", "--skip-preview")
    assert "resources_stay_in_the_eu" in said
    assert "Norway, which is in Europe but not in the European Union" in said
    assert room.put_count() == 0


def test_the_estate_passes_and_what_a_first_preview_cannot_know_is_said(room: EngineRoom) -> None:
    """The addresses of a vault that is still to be made: settings of web apps hold them."""
    stack.create_stack(room.home, room.name, room.variables)
    said = room.pulumi("preview")
    assert "cordon@v0.1.0" in said
    assert "[mandatory]" not in said
    advice = [line for line in said.splitlines() if "[advisory]" in line]
    assert all("web_apps_hold_no_secrets" in line for line in advice), said
    assert said.count("it is decided at deployment") == len(advice)


def test_no_mutation_of_the_estate_is_let_pass(room: EngineRoom) -> None:
    """As `make policy-test` does with the whole of prod, on the resources of one preview."""
    said = room.pulumi("preview", "--json")
    steps = json.loads(said[said.index("{") :])["steps"]
    subjects = estate({"deployment": {"resources": [step["newState"] for step in steps if step.get("newState")]}})
    assert len(subjects) > 100
    outcome = trial([rule for rule in rules() if isinstance(rule, Rule)], subjects)
    assert list(map(str, outcome.survivors)) == []
    assert outcome.broken == []
    assert outcome.false_positives == []


def test_the_state_can_be_analysed_without_program_and_provider(room: EngineRoom, tmp_path: Path) -> None:
    inputs = {"location": "norwayeast", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
    urn = "urn:pulumi:local::cordon::azure-native:storage:StorageAccount::s"
    resource = {"urn": urn, "custom": True, "id": "/s", "type": "azure-native:storage:StorageAccount"}
    state = {"version": 3, "deployment": {"manifest": {}, "resources": [{**resource, "inputs": inputs}]}}
    file = tmp_path / "state.json"
    file.write_text(json.dumps(state))
    command = ["policy", "analyze", "--file", str(file), "--policy-pack", str(CLONE / "policies")]
    done = subprocess.run(
        [str(stack.binary(room.home)), *command], env=room.variables, capture_output=True, text=True, check=False
    )
    assert "resources_stay_in_the_eu" in done.stdout + done.stderr
    assert sys.executable  # the pack ran under the project's own environment
