"""A home for one rehearsal: nobody else's, and gone afterwards, however it ended."""

import ctypes
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from types import FrameType

from local import lifecycle
from local.data.processes import Process
from local.home import Home
from local.summary import family

PREFIX = "cordon-rehearsal-"
FOLDER = Path("/var/tmp")  # noqa: S108 outlives a restart, so that what a lost rehearsal left is still found
OWNER = "rehearsal"
SET_CHILD_SUBREAPER = 36  # prctl(2)
PATIENCE = 10  # seconds until a killed process has gone


@contextmanager
def private_home(stack: str) -> Generator[Home]:
    """A home that is removed at the end, with every process in it. SIGTERM ends the block as Ctrl-C does."""
    sweep()
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1)  # what an engine leaves behind is ours to end
    home = Home(Path(tempfile.mkdtemp(prefix=f"{PREFIX}{stack}-", dir=FOLDER)))
    owner = Process(home, OWNER)
    home.run.mkdir()
    owner.pid_file.write_text(Path("/proc/self/stat").read_text())
    before = {name: signal.signal(name, _interrupt) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield home
    finally:
        for name in before:
            signal.signal(name, signal.SIG_IGN)  # once is enough: it is being removed
        _end(lambda: family(os.getpid())[1:])
        owner.pid_file.unlink()  # what has one there is stopped
        lifecycle.remove(home)
        for name, handler in before.items():
            signal.signal(name, handler)


def sweep() -> None:
    """Remove what rehearsals left that were killed. One that is only being made has no owner written down yet."""
    for root in FOLDER.glob(f"{PREFIX}*"):
        owner = Process(Home(root), OWNER)
        if owner.pid_file.exists() and not owner.pid:
            _end(partial(_inhabitants, root))
            lifecycle.remove(Home(root))


def _interrupt(number: int, frame: FrameType | None) -> None:
    threading.excepthook = lambda _: None  # threads that read from the engine lose their pipe, which is no news
    raise KeyboardInterrupt


def _end(find: Callable[[], Iterable[int]]) -> None:
    """End every process that `find` finds, an engine in the middle of its work, too.

    Until none was found thrice: /proc may leave one out while another ends beside it.
    """
    end, calm = time.monotonic() + PATIENCE, 0
    while calm < 3 and time.monotonic() < end:
        living = [pid for pid in find() if _lives(pid)]
        for pid in living:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        calm = 0 if living else calm + 1
        time.sleep(0.01)


def _inhabitants(root: Path) -> Iterator[int]:
    """Processes that were told to work in this home."""
    mark = f"CORDON_HOME={root}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or is another user's
            if mark in (process / "environ").read_bytes().split(b"\0"):
                yield int(process.name)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
