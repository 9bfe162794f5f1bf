"""The local stack without data planes: settings and resources outside the EU are refused, and all can be destroyed."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from local import lifecycle, stack
from local.home import CLONE
from tests.conftest import local, temporary_home
from tests.local.engine_room import EngineRoom

pytestmark = pytest.mark.local

# Azure deletes none of these: roles have policies and Defender has plans from the start, requests stay on record.
KEPT = re.compile(
    r"/microsoft\.(authorization/(rolemanagementpolicies|roleeligibilityschedulerequests)|security/pricings)/[^/]+$"
)


@pytest.fixture(scope="module")
def room() -> Iterator[EngineRoom]:
    home = temporary_home("rehearsal")
    yield EngineRoom.open(home, rehearsal=True)
    lifecycle.remove(home)


def test_comes_up_and_is_destroyed_whole(room: EngineRoom) -> None:
    room.pulumi("up", "--yes", "--skip-preview")
    assert room.plane_ids() == room.state_ids()
    room.pulumi("destroy", "--yes", "--skip-preview")
    assert not room.state_ids()
    assert not [each for each in room.plane_ids() if not KEPT.search(each)]


@pytest.mark.parametrize("region", ["norwayeast", "switzerlandnorth", "uksouth", "swedncentral"])
def test_settings_outside_the_eu_touch_nothing(region: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(CLONE, clone, ignore=shutil.ignore_patterns(".venv", ".git", "reports"))
    settings = clone / stack.stack_file("local")
    settings.write_text(settings.read_text().replace("westeurope", region))
    home = temporary_home("refused")
    monkeypatch.setenv("PYTHONPATH", str(clone))
    monkeypatch.chdir(clone)
    done = local(home, "up", folder=clone)
    assert done.returncode == 1
    assert region in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(home.root.iterdir()), "something was made before the refusal"
    home.root.rmdir()
