"""A rehearsal from end to end: the command, on production's own settings, without Azure, and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local.home import CLONE
from local.rehearsal import against
from local.rehearsal.private import FOLDER, PREFIX, private_home
from local.rehearsal.run import open_stack
from local.setup_error import SetupError
from scripts.rehearsal import inventory
from scripts.rehearsal.changes import read

pytestmark = pytest.mark.local

STACK = "prod"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "local.rehearsal", *arguments]


def ours(pid: int) -> list[Path]:
    """Folders of rehearsals that this process began."""
    found = []
    for root in FOLDER.glob(f"{PREFIX}*"):
        owner = root / "run/rehearsal.pid"
        if owner.exists() and owner.read_text().split()[0] == str(pid):
            found.append(root)
    return found


def alive(root: Path) -> list[str]:
    """Processes whose command line or environment names a folder of a rehearsal."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            text = [(process / name).read_text() for name in ("stat", "cmdline", "environ")]
        except OSError:
            continue
        if any(str(root) in each for each in text[1:]):
            found.append(" ".join(text[0].split()[:4]) + text[1].replace("\0", " ")[:200])
    return found


@dataclass
class Rehearsed:
    folder: Path
    said: str
    report: dict[str, Any]
    state: dict[str, Any]


@pytest.fixture(scope="module")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    folder = tmp_path_factory.mktemp("rehearsal") / STACK
    done = subprocess.run(command(STACK, "--out", str(folder)), cwd=CLONE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    report, state = (json.loads((folder / f"{name}.json").read_text()) for name in ("report", "state"))
    return Rehearsed(folder, done.stdout, report, state)


def test_production_passes_and_says_what_was_counted(prod: Rehearsed) -> None:
    counts = {each["tool"]: each for each in prod.report["counts"]}
    assert set(counts) == {"schema", "cordon", "checkov"}
    assert all(each["failed"] == each["undecided"] == 0 for each in counts.values())
    assert counts["schema"]["passed"] == sum(
        n for type_, n in prod.report["resources"].items() if "azure-native:" in type_
    )
    assert counts["cordon"]["passed"] > 500
    assert counts["checkov"]["passed"] > 70
    assert f"{STACK}: {sum(prod.report['resources'].values())} resources" in prod.said


def test_every_body_was_recorded_as_an_arm_resource(prod: Rehearsed) -> None:
    sent = json.loads((prod.folder / "template.json").read_text())["resources"]
    assert len(sent) == sum(prod.report["resources"].values())
    assert all(each["apiVersion"] and each["name"] for each in sent)


def test_every_resource_leads_to_a_line_that_is_there(prod: Rehearsed) -> None:
    from scripts.rehearsal.source import origin, positions

    found = positions(prod.state["deployment"]["resources"])
    for each in prod.state["deployment"]["resources"]:
        if each["type"].startswith("azure-native:"):
            line = origin(found[each["urn"]])
            assert line, each["urn"]
            assert len((CLONE / line.file).read_text().splitlines()) >= line.line


def test_what_the_engine_made_is_what_the_inventory_says(prod: Rehearsed) -> None:
    held = (CLONE / f"tests/golden/{STACK}.yaml").read_text()
    assert inventory.text(inventory.of_state(prod.state), held.splitlines()[0].removeprefix("# ")) == held


def test_the_picture_is_on_the_page(prod: Rehearsed) -> None:
    page = (prod.folder / "index.html").read_text()
    assert "<svg" in page
    assert "North Europe" in page


@pytest.fixture(scope="module")
def changed(prod: Rehearsed) -> Iterator[list[dict[str, Any]]]:
    """What would change of a state that differs from the program in three resources."""
    state = json.loads(json.dumps(prod.state))
    resources = state["deployment"]["resources"]
    server = next(each for each in resources if each["urn"].endswith("Server::database-ne-server"))
    server["inputs"]["storage"]["storageSizeGB"] = 64
    lock = next(each for each in resources if each["type"] == "azure-native:authorization:ManagementLockByScope")
    resources.remove(lock)  # nothing depends on it
    extra = json.loads(json.dumps(next(each for each in resources if each["type"] == "azure-native:keyvault:Key")))
    extra["urn"] += "-forgotten"
    resources.append(extra)
    file = prod.folder.parent / "saved.json"
    file.write_text(json.dumps(state))
    with private_home(STACK) as home:
        variables = open_stack(home, STACK)
        yield against.changes(home, STACK, variables, against.read_state(file, STACK))


def test_changes_against_a_saved_state_are_the_engines_own(changed: list[dict[str, Any]]) -> None:
    found = {(each.op, each.urn.rpartition("::")[2]): each for each in read(changed)}
    (created,) = [name for op, name in found if op == "create"]
    assert "lock" in created
    (deleted,) = [name for op, name in found if op == "delete"]
    assert deleted.endswith("-forgotten")
    update = found["update", "database-ne-server"]
    assert [str(each) for each in update.differences] == ["storage.storageSizeGB: 64 → 512"]


def test_a_state_of_another_stack_is_refused_in_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"deployment": {"resources": [{"urn": "urn:pulumi:dev::cordon::x::y"}]}}))
    with pytest.raises(SetupError, match="is the state of stack 'dev'; allowed is one of 'prod'"):
        against.read_state(file, STACK)
    file.write_text("no state")
    done = subprocess.run(
        command(STACK, "--against", str(file)), cwd=CLONE, capture_output=True, text=True, check=False
    )
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1)
    assert "holds no state" in done.stderr


def test_a_stack_without_settings_is_refused_in_one_sentence() -> None:
    done = subprocess.run(command("elsewhere"), cwd=CLONE, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1)
    assert "allowed are dev, local, prod, staging" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_one_leaves_nothing(number: signal.Signals, tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("dev", "--out", str(tmp_path / "dev")),
        cwd=CLONE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    roots: list[Path] = []
    end = time.monotonic() + 60
    while time.monotonic() < end and not (roots and (roots[0] / "state/.pulumi/locks").exists()):
        roots = ours(process.pid)
        time.sleep(0.1)
    assert roots, "it made no home"
    time.sleep(1)  # into the engine's work
    os.kill(process.pid, number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "interrupted" in said
    assert not roots[0].exists()
    assert not alive(roots[0])
    assert not list(tmp_path.iterdir())


def test_what_a_killed_one_left_is_removed_by_the_next(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("dev", "--out", str(tmp_path)), cwd=CLONE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    end = time.monotonic() + 60
    while time.monotonic() < end and not (
        roots := [root for root in ours(process.pid) if (root / "plane.json").exists()]
    ):
        time.sleep(0.1)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with private_home(STACK) as home:
        assert home.root.exists()
        assert not roots[0].exists()
    assert not alive(roots[0])
