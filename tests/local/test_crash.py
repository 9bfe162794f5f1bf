"""`kill -9` of the engine, the provider or the control plane at any moment: the next `pulumi up` converges.

CORDON_CRASH_POINTS sets at how many moments each is killed, spread evenly over a whole `pulumi up`.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest

from local import lifecycle, stack
from local.data.processes import Process
from tests.conftest import temporary_home
from tests.local.engine_room import EngineRoom, command_line, descendants, gone, kill

POINTS = int(os.environ.get("CORDON_CRASH_POINTS", "2"))

pytestmark = [pytest.mark.local, pytest.mark.slow]


@pytest.fixture
def room() -> Iterator[EngineRoom]:
    home = temporary_home("crash")
    yield EngineRoom.open(home, rehearsal=True)
    lifecycle.remove(home)


@pytest.fixture(scope="module")
def whole() -> int:
    """How many requests that change something a whole `pulumi up` sends."""
    home = temporary_home("whole")
    room = EngineRoom.open(home, rehearsal=True)
    room.pulumi("up", "--yes", "--skip-preview")
    count = room.put_count()
    lifecycle.remove(home)
    return count


def victim(room: EngineRoom, engine: subprocess.Popen[str], which: str) -> int:
    if which == "engine":
        return engine.pid
    if which == "plane":
        pid = Process(room.home, lifecycle.PLANE).pid
        assert pid
        return pid
    return next(pid for pid in descendants(engine.pid) if "local.provider" in command_line(pid))


@pytest.mark.parametrize("point", range(POINTS))
@pytest.mark.parametrize("which", ["engine", "provider", "plane"])
def test_a_killed_up_converges(room: EngineRoom, whole: int, which: str, point: int) -> None:
    moment = round(whole * (point + 0.5) / POINTS)
    engine = room.start("up", "--yes", "--skip-preview")
    while room.put_count() < moment and engine.poll() is None:
        time.sleep(0.01)
    assert engine.poll() is None, f"up ended before {moment} of {whole} requests"
    others = descendants(engine.pid)
    kill(victim(room, engine, which))
    engine.communicate(timeout=180)
    assert all(map(gone, others)), "the engine's children outlive it"

    lifecycle.start(room.home, rehearsal=True)
    stack.recover(room.home, room.name, room.variables)
    room.pulumi("up", "--yes", "--skip-preview")
    assert room.plane_ids() == room.state_ids()
    room.pulumi("preview", "--expect-no-changes")


def test_after_a_killed_destroy_everything_comes_back(room: EngineRoom) -> None:
    room.pulumi("up", "--yes", "--skip-preview")
    half = room.resource_count() // 2
    engine = room.start("destroy", "--yes", "--skip-preview")
    while room.resource_count() > half and engine.poll() is None:
        time.sleep(0.01)
    assert engine.poll() is None, "destroy ended before half of it was gone"
    kill(engine.pid)
    engine.communicate(timeout=180)

    stack.recover(room.home, room.name, room.variables)
    room.pulumi("up", "--yes", "--skip-preview")
    assert room.plane_ids() == room.state_ids()
    room.pulumi("preview", "--expect-no-changes")


def test_down_leaves_nothing() -> None:
    home = temporary_home("down")
    EngineRoom.open(home, rehearsal=True)
    pid = Process(home, lifecycle.PLANE).pid
    assert pid
    lifecycle.remove(home)
    assert not home.root.exists()
    assert gone(pid)
    shutil.rmtree(home.root, ignore_errors=True)
