"""Small programs on the real engine, host and provider, against a control plane of their own in rehearsal."""

from collections.abc import Iterator

import pytest

from local import lifecycle, stack
from tests.conftest import temporary_home
from tests.local.provider.workbench import Plane, Workbench


@pytest.fixture(scope="session")
def plane() -> Iterator[Plane]:
    home = temporary_home("provider")
    lifecycle.start(home, rehearsal=True)
    stack.prepare(home)
    yield Plane(home)
    lifecycle.remove(home)


@pytest.fixture
def bench(plane: Plane, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    bench = Workbench(plane, tmp_path_factory.mktemp("program"))
    yield bench
    bench.destroy()
