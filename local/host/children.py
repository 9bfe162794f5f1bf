"""The Python processes that the host starts, each in a session of its own so that none outlives the host."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

CHILD = Path(__file__).with_name("child.py")
GRACE = 2  # seconds between SIGTERM and SIGKILL


class Child:
    """A process running `child.py`. Its orders go through a pipe, not the command line: they may hold secrets.

    The pipe stays open as a lifeline: when the host dies in whatever way, the child sees it closed and ends too.
    """

    def __init__(
        self,
        python: Path,
        *,
        env: Mapping[str, str] | None = None,
        output: int | None = None,
    ) -> None:
        read, self._lifeline = os.pipe()
        try:
            self.process = subprocess.Popen(
                [python, "-u", CHILD, str(read)],
                env=dict(env) if env is not None else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(read,),
                start_new_session=True,
            )
        except BaseException:
            os.close(self._lifeline)
            raise
        finally:
            os.close(read)

    def order(self, orders: Mapping[str, Any]) -> None:
        """What to run: `cwd`, `path` and `argv`, then a `module` or a program with its settings."""
        with contextlib.suppress(BrokenPipeError), os.fdopen(os.dup(self._lifeline), "wb") as pipe:
            pipe.write(json.dumps(dict(orders)).encode() + b"\n")

    @property
    def stdout(self) -> IO[bytes] | None:
        return self.process.stdout

    @property
    def stderr(self) -> IO[bytes] | None:
        return self.process.stderr

    def wait(self) -> int:
        code = self.process.wait()
        with contextlib.suppress(OSError):
            os.close(self._lifeline)
        return code

    def stop(self) -> None:
        """End the child and whatever it started; its own group, so nothing else can be hit."""
        for number, patience in ((signal.SIGTERM, GRACE), (signal.SIGKILL, None)):
            if self.process.poll() is not None:
                return
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)


class Children:
    """Those alive now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._alive: set[Child] = set()
        self._stopped = False

    def add(self, child: Child) -> Child:
        with self._lock:
            self._alive.add(child)
            stopped = self._stopped
        if stopped:
            child.stop()
        return child

    def remove(self, child: Child) -> None:
        with self._lock:
            self._alive.discard(child)

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            alive = list(self._alive)
        stoppers = [threading.Thread(target=child.stop) for child in alive]
        for stopper in stoppers:
            stopper.start()
        for stopper in stoppers:
            stopper.join()
