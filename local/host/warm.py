"""A head start: the program's process begins while the engine is still starting, and imports what it wanted last time.

An SDK such as azure-native takes a second of CPU to import. The engine needs as long until it asks for the program, so
on a second core that second costs nothing. What was imported last time is noted in PULUMI_HOME, one file a project.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from pathlib import Path

from local.host.children import Child


class WarmStart:
    """One process, for the first run; whoever needs another interpreter or a second run starts its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.note = _note()
        self.child: Child | None = None
        if self.note and (modules := _noted(self.note)):
            self.child = Child(Path(sys.executable), preload=modules)

    def take(self, python: Path) -> Child | None:
        with self._lock:
            child, self.child = self.child, None
        if child and _same(child.python, python) and child.process.poll() is None:
            return child
        if child:
            child.stop()
        return None


def _same(one: Path, other: Path) -> bool:
    """The same environment, not only the same binary: a venv's python is a link to that of all others."""
    return one.parent.resolve() == other.parent.resolve()


def _note() -> Path | None:
    """Named by the folder that the engine starts us in, the project's."""
    home = os.environ.get("PULUMI_HOME")
    if not home or not Path(home).is_dir():
        return None
    folder = Path(home) / "host"
    folder.mkdir(exist_ok=True)
    return folder / f"{hashlib.sha256(bytes(Path.cwd())).hexdigest()[:16]}.json"


def _noted(note: Path) -> list[str]:
    try:
        found = json.loads(note.read_text())
    except (OSError, ValueError):
        return []
    return [name for name in found if isinstance(name, str) and name.startswith("pulumi_")]
