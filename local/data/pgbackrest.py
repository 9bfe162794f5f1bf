"""pgBackRest's commands, and what its repository holds. Exit codes are not believed where data can be asked."""

import json
import subprocess
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from local.data.errors import DataError
from local.data.processes import Process, as_user
from local.data.stanza import PRIMARY, Stanza
from local.home import Home, database_user

LOCKED = "[050]"  # another pgBackRest process has the stanza


@dataclass(frozen=True)
class Backup:
    """One backup in a repository. `stop` is rounded up: from then on a point in time can be restored."""

    label: str
    kind: str  # full, diff
    start: datetime
    stop: datetime
    first_wal: str
    last_wal: str
    annotations: dict[str, str]
    needs: tuple[str, ...]


def backups(home: Home, stanza: Stanza, place: str = PRIMARY) -> list[Backup]:
    """Oldest first. DataError when the repository can't be read."""
    output = command(home, stanza, ["info", "--output=json"], place=place)
    found = json.loads(output)
    return [
        Backup(
            label=one["label"],
            kind=one["type"],
            start=datetime.fromtimestamp(one["timestamp"]["start"], UTC),
            stop=datetime.fromtimestamp(one["timestamp"]["stop"] + 1, UTC),
            first_wal=one["archive"]["start"],
            last_wal=one["archive"]["stop"],
            annotations=one.get("annotation") or {},
            needs=tuple(one.get("reference") or ()),
        )
        for one in (found[0]["backup"] if found else [])
        if not one["error"]  # pages that failed their checksum when the backup was taken
    ]


def backup(home: Home, stanza: Stanza, kind: str, annotations: dict[str, str] | None = None) -> Backup:
    """Take a backup (`full` or `diff`) and find it in the repository; DataError with pgBackRest's words."""
    with _taking[stanza.name]:
        before = {one.label for one in backups(home, stanza)}
        notes = [f"--annotation={key}={value}" for key, value in (annotations or {}).items()]
        long_command(_taker(home, stanza), stanza, PRIMARY, [f"--type={kind}", *notes, "backup"])
        new = [one for one in backups(home, stanza) if one.label not in before]
    if not new:
        raise DataError(f"backup of {stanza.name}: pgBackRest ended well, but the repository holds no new backup.")
    return new[-1]


def end_orphan(home: Home, stanza: Stanza) -> None:
    """End a backup that a killed plane left behind: it holds the stanza's lock, and may wait for WAL in vain."""
    with _taking[stanza.name]:
        _taker(home, stanza).stop()


def _taker(home: Home, stanza: Stanza) -> Process:
    return Process(home, f"backup-{stanza.name}")


_taking: defaultdict[str, Lock] = defaultdict(Lock)  # one backup of a stanza at a time


def command(
    home: Home, stanza: Stanza, words: Sequence[str | Path], *, place: str = PRIMARY, patience: float = 60
) -> str:
    """Run one command and return its output; waits up to `patience` seconds for another one on the same stanza."""
    whole = [
        *as_user(database_user()),
        "pgbackrest",
        f"--config={stanza.config(home, place)}",
        f"--stanza={stanza.name}",
    ]
    end = time.monotonic() + patience
    while True:
        done = subprocess.run([*whole, *words], cwd="/", capture_output=True, text=True, check=False, env=_ENVIRONMENT)
        if not done.returncode:
            return done.stdout
        said = errors(done.stdout + done.stderr)
        if LOCKED not in said or time.monotonic() > end:
            raise DataError(f"pgbackrest {words[-1]}: {said or f'ended with {done.returncode}'}", code="BackupFailed")
        time.sleep(0.5)


def long_command(process: Process, stanza: Stanza, place: str, words: Sequence[str | Path]) -> None:
    """Run a command that a restarted plane must be able to find and end; DataError with pgBackRest's words."""
    process.log.unlink(missing_ok=True)
    settings = [f"--config={stanza.config(process.home, place)}", f"--stanza={stanza.name}"]
    code = process.run(["pgbackrest", *settings, *words], user=database_user(), environment=_ENVIRONMENT)
    said = errors(process.log.read_text(errors="replace"))
    process.log.unlink(missing_ok=True)
    if code:
        raise DataError(f"pgbackrest {words[-1]}: {said or f'ended with {code}'}")


def errors(output: str) -> str:
    """The ERROR lines with their continuation, on one line."""
    kept: list[str] = []
    taking = False
    for line in output.splitlines():
        head = line.strip()
        if " ERROR: " in line or head.startswith("ERROR: "):
            taking = True
            head = "ERROR: " + line.split("ERROR: ", 1)[1]
        elif any(f" {level}: " in line for level in ("WARN", "INFO", "DETAIL", "DEBUG")):
            taking = False
        if taking:
            kept.append(head)
    return " ".join(kept)[:1500]


_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
