"""A run's folder: its journal, its lock, the estate that it was begun for, the output of its blocks."""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.drills.drill import new_id
from scripts.drills.journal import FILE, Journal
from scripts.errors import UserError
from scripts.estate import CLONE

LOCK, ESTATE, OUTPUT = ".lock", "estate.json", "output"
WAIT = 600  # seconds for the commands of a runner that died
BUSY = 75  # EX_TEMPFAIL
ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{4}")


def reports() -> Path:
    """CORDON_RUNS, else `reports/runbooks` of the clone; one folder a run below."""
    return Path(os.environ.get("CORDON_RUNS") or CLONE / "reports" / "runbooks")


def folder_of(run: str) -> Path:
    """A run by its id; a folder's path is taken as it is."""
    if Path(run).is_dir():
        return Path(run)
    folder = reports() / run
    if not ID.fullmatch(run) or not (folder / FILE).exists():
        known = [path.name for path in sorted(reports().glob("*")) if (path / FILE).exists()][-3:]
        raise UserError(f"Run {run!r} is not known in {reports()}; the last ones are {', '.join(known) or 'none'}.")
    return folder


def begin() -> tuple[str, Path]:
    name = new_id()
    return name, reports() / name


def unfinished(runbook: str) -> Iterator[str]:
    """Ids of the runs of a runbook that began and never ended."""
    for path in sorted(reports().glob(f"*/{FILE}")):
        lines = path.read_bytes().splitlines()
        if lines and f'"runbook":"{runbook}"'.encode() in lines[0] and not lines[-1].startswith(b'{"kind":"end"'):
            yield path.parent.name


@contextmanager
def alone(folder: Path) -> Generator[int]:
    """One runner a run. Yields the lock's descriptor: commands inherit it, so it outlives a runner that was killed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as lock:
        deadline = time.monotonic() + WAIT
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise UserError(
                        f"Run {folder.name} is at work, or a command of it is; wait until it ends.", exit_code=BUSY
                    ) from None
                time.sleep(0.2)
        yield lock.fileno()


def keep_output(folder: Path, name: str, text: str) -> None:
    """Redacted output, for whoever looks into a failure. It stays on this machine."""
    (folder / OUTPUT).mkdir(exist_ok=True)
    (folder / OUTPUT / f"{name}.txt").write_text(text + "\n")


def state_of(journal: Journal, block: str) -> set[str]:
    """The kinds of entries that the block has."""
    return {entry["kind"] for entry in journal.entries if entry.get("block") == block}
