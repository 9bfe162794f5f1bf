"""What every test may use: a home of its own, and the one environment that the marked tests share."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from local import lifecycle
from local.home import CLONE, Home

# A shell without job control starts background jobs with SIGINT ignored, and every process of ours would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


def temporary_home(prefix: str) -> Home:
    """A folder that PostgreSQL's unprivileged user can pass through, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix=f"cordon-{prefix}-", dir="/var/tmp"))
    folder.chmod(0o755)
    return Home(folder)


@dataclass(frozen=True)
class Environment:
    """A running local environment: where it keeps itself, and the variables by which clients find it."""

    home: Home
    variables: dict[str, str]

    def run(self, *command: str, check: bool = True, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command against this environment, from the clone's root."""
        done = subprocess.run(
            command, env={**self.variables, **more}, cwd=CLONE, capture_output=True, text=True, check=False
        )
        if check and done.returncode:
            pytest.fail(
                f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
            )
        return done

    def cordon(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.run(str(Path(sys.executable).parent / "cordon"), *arguments, check=check)


def local(home: Home, *arguments: str, folder: Path = CLONE) -> subprocess.CompletedProcess[str]:
    """`python -m local …` on this home, from this clone."""
    return subprocess.run(
        [sys.executable, "-m", "local", *arguments],
        env={**os.environ, "CORDON_HOME": str(home.root)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def environment() -> Iterator[Environment]:
    """The whole estate, brought up once a session by what `make up` runs, removed by what `make down` runs."""
    home = temporary_home("estate")
    done = local(home, "up")
    if done.returncode:
        logs = "\n".join(f"{log.name}: {log.read_text()[-3000:]}" for log in home.logs.glob("*.log"))
        local(home, "down")
        shutil.rmtree(home.root, ignore_errors=True)
        pytest.fail(
            f"make up ended with {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}\n{logs[-8000:]}"
        )
    yield Environment(home, lifecycle.variables(home, "local"))
    done = local(home, "down")
    assert done.returncode == 0, done.stderr
    assert not home.root.exists()
