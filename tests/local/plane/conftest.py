"""Planes to test: one a module in this process, one a test as a process."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.home import Home
from tests.local.plane.harness import InProcess, Process


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcess]:
    """A plane without data planes, in this process; tests of a module share it and use groups of their own."""
    plane = InProcess(Home(tmp_path_factory.mktemp("plane")))
    yield plane
    plane.close()


@pytest.fixture
def process() -> Iterator[Process]:
    """A plane as a process, not yet started."""
    folder = Path(tempfile.mkdtemp(prefix="cordon-plane-", dir="/var/tmp"))
    folder.chmod(0o755)
    plane = Process(Home(folder))
    yield plane
    if plane.process and plane.process.poll() is None:
        plane.kill()
    shutil.rmtree(folder)
