"""The engine at work on a home of a test's own: started, watched, killed, compared with the control plane."""

import json
import os
import signal
import sqlite3
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import lifecycle, stack
from local.home import CLONE, Home


@dataclass
class EngineRoom:
    """A home whose control plane runs, with the stack made; `make up` without the data planes' seed."""

    home: Home
    name: str = "local"

    @classmethod
    def open(cls, home: Home, *, rehearsal: bool) -> "EngineRoom":
        lifecycle.start(home, rehearsal=rehearsal)
        room = cls(home)
        stack.prepare(home)
        stack.create_stack(home, room.name, room.variables)
        return room

    @property
    def variables(self) -> dict[str, str]:
        return lifecycle.variables(self.home, self.name)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the engine itself, so that its process id is ours to kill."""
        stack.bring_settings(self.home, self.name)
        return subprocess.Popen(
            [str(stack.binary(self.home)), *arguments, "--stack", self.name, "--non-interactive"],
            env=self.variables,
            cwd=CLONE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def pulumi(self, *arguments: str, check: bool = True) -> str:
        process = self.start(*arguments)
        said, _ = process.communicate()
        if check:
            assert process.returncode == 0, said[-6000:]
        return said

    def state_ids(self) -> set[str]:
        """The ids of the azure-native resources in the stack's state, in lower case."""
        exported: dict[str, Any] = json.loads(self.pulumi("stack", "export"))
        resources = exported["deployment"].get("resources", [])
        assert not exported["deployment"].get("pending_operations")
        return {r["id"].lower() for r in resources if r["type"].startswith("azure-native:") and not r.get("external")}

    def plane_ids(self) -> set[str]:
        """The ids of the resources that somebody put into the control plane and that are still there."""
        with sqlite3.connect(f"file:{self.home.state}?mode=ro", uri=True) as database:
            put = {row[0].lower() for row in database.execute("SELECT DISTINCT id FROM wire")}
            there = {row[0].lower() for row in database.execute("SELECT id FROM resources")}
        return put & there

    def put_count(self) -> int:
        with sqlite3.connect(f"file:{self.home.state}?mode=ro", uri=True) as database:
            return database.execute("SELECT count(*) FROM wire").fetchone()[0]

    def resource_count(self) -> int:
        with sqlite3.connect(f"file:{self.home.state}?mode=ro", uri=True) as database:
            return database.execute("SELECT count(*) FROM resources").fetchone()[0]


def descendants(pid: int) -> list[int]:
    """Process ids below `pid`."""
    below: list[int] = []
    for folder in Path(f"/proc/{pid}/task").glob("*"):
        children = (folder / "children").read_text().split()
        below += [member for child in children for member in (int(child), *descendants(int(child)))]
    return below


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def gone(pid: int, seconds: float = 30) -> bool:
    """Whether the process ends by itself in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not Path(f"/proc/{pid}").exists() or ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return True
        time.sleep(0.1)
    return False
