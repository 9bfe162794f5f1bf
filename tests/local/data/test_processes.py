"""Servers are known by id and start time: found again by whoever comes next, never mistaken for another process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.data.errors import DataError
from local.data.processes import Process
from local.home import CLONE, Home

START = """
import os, sys
from pathlib import Path
from local.data.processes import Process
from local.home import Home
Process(Home(Path(sys.argv[1])), "sleeper").start(["/bin/sleep", "60"])
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Process]:
    process = Process(Home(tmp_path), "sleeper")
    yield process
    process.stop()


def test_a_server_outlives_its_starter_and_is_found_again(sleeper: Process) -> None:
    done = subprocess.run([sys.executable, "-c", START, str(sleeper.home.root)], cwd=CLONE, check=False)
    assert done.returncode == -signal.SIGKILL
    pid = sleeper.pid
    assert pid
    assert not sleeper.start(["/bin/sleep", "60"])
    assert sleeper.pid == pid
    sleeper.stop()
    assert sleeper.pid is None
    assert not sleeper.pid_file.exists()


def test_another_process_under_the_same_id_is_left_alone(sleeper: Process) -> None:
    sleeper.start(["/bin/sleep", "60"])
    pid = sleeper.pid
    assert pid
    words = sleeper.pid_file.read_text().split()
    words[21] = "1"  # started when the machine was: some other process then
    recorded = sleeper.pid_file.read_text()
    sleeper.pid_file.write_text(" ".join(words))
    assert sleeper.pid is None
    sleeper.stop()
    os.kill(pid, 0)
    sleeper.pid_file.write_text(recorded)


def test_a_server_that_ends_at_once_is_reported_with_its_last_words(sleeper: Process) -> None:
    sleeper.start(["/bin/sh", "-c", "echo no such place >&2; sleep 0.2; exit 3"])
    with pytest.raises(DataError, match="no such place"):
        sleeper.wait(lambda: False, seconds=5)


def test_one_that_will_not_stop_is_made_to(sleeper: Process) -> None:
    sleeper.start(["/bin/sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"])
    sleeper.stop(seconds=0.2)
    assert sleeper.pid is None
