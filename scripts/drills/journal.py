"""A drill's journal: what it is about to do, on disk before it does it, so a dead run can be cleaned up after.

JSON lines, append-only. Each line carries the SHA-256 of the one before it, so a lost or changed line shows.
"""

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import rfc8785

from scripts.errors import UserError

FILE = "journal.jsonl"
START = "0" * 64
MARK = "cordon-drill"  # the tag on everything that a drill makes; its value is the drill's id
PREFIX = "drill-"  # what its names begin with, followed by the id
Entry = dict[str, Any]


class Journal:
    """Append with `write`; every entry is on the disk when `write` returns. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self.entries, whole = read(self.path)
        self._head = self.entries[-1]["hash"] if self.entries else START
        self._file = self.path.open("ab")
        self._file.truncate(whole)  # a line that a crash cut off was never acknowledged
        sync_folder(folder)

    def write(self, kind: str, **facts: Any) -> Entry:
        with self._lock:
            entry = {"kind": kind, "at": datetime.now(UTC).isoformat(), "before": self._head, **facts}
            entry["hash"] = digest(entry)
            self._file.write(json.dumps(entry, separators=(",", ":")).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
            self._head = entry["hash"]
            self.entries.append(entry)
            return entry

    @property
    def head(self) -> str:
        """Hash of the last entry: stands for the whole journal."""
        return self._head

    def close(self) -> None:
        self._file.close()

    def of(self, kind: str) -> list[Entry]:
        return [entry for entry in list(self.entries) if entry["kind"] == kind]

    def ended(self) -> bool:
        return bool(self.of("end"))


def digest(entry: Entry) -> str:
    return hashlib.sha256(rfc8785.dumps({key: value for key, value in entry.items() if key != "hash"})).hexdigest()


def read(path: Path) -> tuple[list[Entry], int]:
    """The entries, and how many bytes they take. Only the last line may be cut off; anything else is damage."""
    if not path.exists():
        return [], 0
    content, entries, whole, head = path.read_bytes(), [], 0, START
    for number, line in enumerate(content.splitlines(keepends=True), start=1):
        if not line.endswith(b"\n"):
            break
        try:
            entry = json.loads(line)
            sound = entry["before"] == head and entry["hash"] == digest(entry)
        except (ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            raise UserError(
                f"{path} line {number} is damaged; the journal can't be trusted, clean up by hand.", exit_code=5
            )
        entries.append(entry)
        head = entry["hash"]
        whole += len(line)
    return entries, whole


def unfinished(root: Path) -> Iterator[Journal]:
    """Journals below `root` of runs that never reached their end, oldest first."""
    for path in sorted(root.glob(f"*/{FILE}")):
        journal = Journal(path.parent)
        if journal.entries and not journal.ended():
            yield journal
        else:
            journal.close()


def sync_folder(folder: Path) -> None:
    """Makes a new file's name durable, not only its content."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
