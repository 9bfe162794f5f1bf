"""A home for one rehearsal: nobody else's, and gone afterwards, however it ended."""

import os
import signal
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from local import lifecycle
from local.data.processes import Process
from local.home import Home
from local.summary import family

PREFIX = "cordon-rehearsal-"
FOLDER = Path("/var/tmp")  # noqa: S108 outlives a restart, so that what a lost rehearsal left is still found
OWNER = "rehearsal"


@contextmanager
def private_home(stack: str) -> Generator[Home]:
    """A home that is removed at the end, with every process in it. SIGTERM ends the block as Ctrl-C does."""
    sweep()
    home = Home(Path(tempfile.mkdtemp(prefix=f"{PREFIX}{stack}-", dir=FOLDER)))
    owner = Process(home, OWNER)
    home.run.mkdir()
    owner.pid_file.write_text(Path("/proc/self/stat").read_text())
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield home
    finally:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)  # once is enough: it is being removed
        for pid in family(os.getpid())[1:]:  # an engine that was in the middle of it, too
            _kill(pid)
        owner.pid_file.unlink()  # what has one there is stopped
        lifecycle.remove(home)
        signal.signal(signal.SIGTERM, before)
        signal.signal(signal.SIGINT, signal.default_int_handler)


def sweep() -> None:
    """Remove what rehearsals left that were killed. One that is only being made has no owner written down yet."""
    for root in FOLDER.glob(f"{PREFIX}*"):
        owner = Process(Home(root), OWNER)
        if owner.pid_file.exists() and not owner.pid:
            lifecycle.remove(Home(root))


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
