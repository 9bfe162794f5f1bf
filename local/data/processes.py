"""Servers that outlive the control plane: started once, found again by process id and start time, stopped by id."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from local.data.errors import DataError
from local.home import Home

# The child writes its own line of /proc before it turns into the server (exec keeps id and start time), so that no
# moment exists at which the server runs and the file doesn't say so.
_RECORD = 'cat /proc/$$/stat >"$1.new" && mv "$1.new" "$1" && shift && exec "$@"'

_children: dict[int, subprocess.Popen[bytes]] = {}  # ours since this start of the plane: they must be reaped

_starting = Lock()  # two threads that miss the same server must not both start it


@dataclass(frozen=True)
class Process:
    """One server of this home, by name. Two objects of the same name mean the same server."""

    home: Home
    name: str

    @property
    def log(self) -> Path:
        return self.home.logs / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        return self.home.run / f"{self.name}.pid"

    @property
    def pid(self) -> int | None:
        """The id of the living process, or None."""
        try:
            pid, started = _identity(self.pid_file.read_text())
            stat = Path(f"/proc/{pid}/stat").read_text()
        except (OSError, ValueError):
            return None
        if (child := _children.get(pid)) and child.poll() is not None:
            del _children[pid]
            return None
        dead = stat.rpartition(")")[2].split()[0] in "ZX"
        return pid if not dead and _identity(stat)[1] == started else None

    def start(
        self,
        command: Sequence[str | Path],
        *,
        user: pwd.struct_passwd | None = None,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> bool:
        """Start it unless it lives; say whether it was started. `environment` is the server's whole environment."""
        with _starting:
            if self.pid:
                return False
            child = self._spawn(command, user, environment, folder)
            _children[child.pid] = child
            while not self.pid:  # until the child has written its line
                if child.poll() is not None:
                    raise DataError(f"{self.name}: ended at once with {child.returncode}. {self.last_words()}")
                time.sleep(0.005)
            return True

    def run(
        self,
        command: Sequence[str | Path],
        *,
        user: pwd.struct_passwd | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> int:
        """Start it and wait for its end; its exit code. A process that an earlier run left behind is ended first."""
        self.stop()
        code = self._spawn(command, user, environment, None).wait()
        self.pid_file.unlink(missing_ok=True)
        return code

    def _spawn(
        self,
        command: Sequence[str | Path],
        user: pwd.struct_passwd | None,
        environment: Mapping[str, str] | None,
        folder: Path | None,
    ) -> subprocess.Popen[bytes]:
        self.home.run.mkdir(parents=True, exist_ok=True)
        self.home.logs.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                ["/bin/sh", "-c", _RECORD, "sh", self.pid_file, *as_user(user), *command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=folder or "/", env=dict(environment or {}), start_new_session=True,
            )  # fmt: skip

    def wait(self, ready: Callable[[], bool], seconds: float) -> None:
        """Return when `ready` says so; raise DataError when the process ends first or time is up."""
        end = time.monotonic() + seconds
        while not ready():
            if not self.pid:
                raise DataError(f"{self.name}: ended while it was starting. {self.last_words()}")
            if time.monotonic() > end:
                raise DataError(f"{self.name}: not ready after {seconds:.0f} s; see {self.log}.")
            time.sleep(0.05)

    def stop(
        self, first: signal.Signals = signal.SIGTERM, seconds: float = 20, then: signal.Signals = signal.SIGKILL
    ) -> None:
        """Ask with `first`, insist with `then` after `seconds`; returns when it has ended."""
        for what, patience in ((first, seconds), (then, 10.0), (signal.SIGKILL, 10.0)):
            if not (pid := self.pid):
                break
            os.kill(pid, what)
            end = time.monotonic() + patience
            while self.pid and time.monotonic() < end:
                time.sleep(0.02)
        if self.pid:
            raise DataError(f"{self.name}: process {self.pid} can't be stopped.")
        self.pid_file.unlink(missing_ok=True)

    def last_words(self, lines: int = 3) -> str:
        try:
            return " ".join(self.log.read_text(errors="replace").strip().splitlines()[-lines:])
        except OSError:
            return ""


def _identity(stat: str) -> tuple[int, int]:
    """Process id and start time (clock ticks since boot) out of a line of /proc/PID/stat."""
    head, _, rest = stat.rpartition(")")
    return int(head.split()[0]), int(rest.split()[19])


def as_user(user: pwd.struct_passwd | None) -> list[str]:
    """The words that run a command as this user; none where it is us already."""
    if not user or user.pw_uid == os.geteuid():
        return []
    program = shutil.which("setpriv") or "/usr/bin/setpriv"
    return [program, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--init-groups", "--no-new-privs", "--"]
