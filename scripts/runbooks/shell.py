"""Runs one command of a block: output shown and kept without its secrets, time limited, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import IO

from scripts.runbooks.redaction import HIDDEN, KEY_BEGINS, KEY_ENDS, redact, secrets

GRACE = 10  # seconds between asking a command to end and ending it
KEPT = 200_000  # characters of output; more is cut
TIMED_OUT = 124  # as timeout(1) says it


@dataclass
class Outcome:
    """`output` is standard output, `told` also standard error; both redacted."""

    exit: int
    seconds: float
    output: str
    told: str

    @property
    def ok(self) -> bool:
        return self.exit == 0

    @property
    def last_words(self) -> str:
        lines = [line for line in self.told.splitlines() if line.strip()]
        return lines[-1].strip()[:300] if lines else f"ended with {self.exit} and said nothing"


@dataclass
class Shell:
    """bash in the strict mode. The text goes in by a pipe of its own: not into the process list."""

    variables: Mapping[str, str] = field(default_factory=dict)
    folder: str = "."
    hold: int | None = None  # a descriptor that the commands inherit: the run's lock lives as long as they do
    show: Callable[[str], None] = lambda line: None

    def run(self, text: str, timeout: timedelta) -> Outcome:
        environment = {**os.environ, **self.variables}
        known, lines, output = secrets(environment), list[str](), list[str]()
        inside, outside = os.pipe()
        started = time.monotonic()
        with subprocess.Popen(
            ["bash", "-eu", "-o", "pipefail", f"/dev/fd/{inside}"],
            env=environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
            pass_fds=[inside, *([self.hold] if self.hold is not None else [])],
        ) as process:
            os.close(inside)
            with os.fdopen(outside, "w") as pipe:
                pipe.write(text + "\n")

            def read(stream: IO[str], into: list[str]) -> None:
                hidden = False  # inside a private key, whose lines tell nothing one by one
                for line in stream:
                    into.append(line.rstrip("\n"))
                    if into is not lines:
                        lines.append(line.rstrip("\n"))
                    hidden = hidden or bool(KEY_BEGINS.search(line))
                    self.show(HIDDEN if hidden else redact(line.rstrip("\n"), known))
                    hidden = hidden and not KEY_ENDS.search(line)

            assert process.stdout
            assert process.stderr
            readers = [
                threading.Thread(target=read, args=(process.stdout, output), daemon=True),
                threading.Thread(target=read, args=(process.stderr, lines), daemon=True),
            ]
            for reader in readers:
                reader.start()
            code = self._wait(process, timeout)
            for reader in readers:
                reader.join(GRACE)
        # Over the whole: a private key spans lines.
        told, said = (redact("\n".join(one), known)[:KEPT] for one in (lines, output))
        return Outcome(code, round(time.monotonic() - started, 3), said.strip(), told.strip())

    def _wait(self, process: subprocess.Popen[str], timeout: timedelta) -> int:
        try:
            return process.wait(timeout.total_seconds())
        except subprocess.TimeoutExpired:
            return TIMED_OUT
        finally:
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    """End the command and its children, if it hasn't ended: asked first, then made to."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            return
        os.killpg(process.pid, number)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            continue
