"""Memory is counted once: what has a line of its own isn't in its parent's."""

import os
import subprocess
import sys

from local.summary import family, memory

PARENT = "import subprocess, sys; print(subprocess.Popen(['sleep', '60']).pid, flush=True); sys.stdin.read()"


def test_a_process_and_its_descendants_but_those_counted_on_their_own() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        try:
            assert family(parent.pid) == [parent.pid, child]
            assert family(parent.pid, {child}) == [parent.pid]
            assert set(family(os.getpid(), {parent.pid})).isdisjoint({parent.pid, child})
            assert memory(child) > 0
        finally:
            os.kill(child, 15)
            parent.communicate("")
    assert memory(child) == 0
