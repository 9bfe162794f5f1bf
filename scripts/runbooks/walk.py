"""One runbook rehearsed the hard way: killed in the middle of every block, resumed, and its record checked.

Two deaths take turns: the runner's alone, which leaves its command at work, and everything's, as when a machine dies.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from scripts.drills.journal import FILE, Entry, read
from scripts.errors import UserError
from scripts.runbooks import record, redaction, runs
from scripts.runbooks.book import Effect, Runbook

LOOK = 0.01  # seconds between two looks at the journal
PATIENCE = 1800  # seconds that one process may take
SOON, LATER = 0.4, 2.5  # seconds after a block's beginning within which it is killed: what reads is over soon


@dataclass
class Rehearsal:
    """One runbook's. `problems` empty: it is done, was killed in every block, its record verifies, nothing leaked."""

    name: str
    blocks: int
    run: str = ""
    kills: int = 0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)


@dataclass
class Walk:
    """One runbook from its first block to its last, over as many processes as it takes."""

    book: Runbook
    stack: str
    chance: random.Random
    kills: bool

    def go(self) -> Rehearsal:
        started, done = time.monotonic(), Rehearsal(self.book.name, len(self.book.blocks))
        for old in list(runs.unfinished(self.book.name)):
            self._cordon("abandon", old).wait(PATIENCE)
        killed, command = set[str](), ("rehearse", self.book.name, "--stack", self.stack)
        before = set(runs.reports().glob("*"))
        try:
            while True:
                process = self._cordon(*command)
                code = self._watch(process, done, killed, before)
                if code is not None:
                    break
                done.kills += 1
                if not done.run:
                    raise UserError("it died before its journal began")
                command = ("resume", done.run)
            if code:
                done.problems.append(f"ended with {code}: {self._last_words(done)}")
            done.problems += self._check(done)
        except (UserError, subprocess.TimeoutExpired, OSError) as error:
            done.problems.append(str(error))
        done.seconds = round(time.monotonic() - started, 1)
        return done

    def _watch(
        self, process: subprocess.Popen[bytes], done: Rehearsal, killed: set[str], before: set[Path]
    ) -> int | None:
        """The exit code, or None where it was killed: once in each block that wasn't yet."""
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None:
            if time.monotonic() > deadline:
                end(process, everything=True)
                raise UserError(f"it was not over after {PATIENCE} s")
            done.run = done.run or self._find(before)
            block = self._at(done.run) if done.run and self.kills else None
            if block and block not in killed:
                killed.add(block)
                effect = next(one.effect for one in self.book.blocks if one.id == block)
                time.sleep(self.chance.uniform(0, SOON if effect is Effect.READ else LATER))
                if process.poll() is None:
                    end(process, everything=len(killed) % 2 == 0)
                    return None
            time.sleep(LOOK)
        return process.returncode

    def _find(self, before: set[Path]) -> str:
        for path in set(runs.reports().glob("*")) - before:
            entries = entries_of(path)
            if entries and entries[0].get("runbook") == self.book.name:
                return path.name
        return ""

    def _at(self, run: str) -> str | None:
        """The block that the run is in the middle of."""
        entries = [entry for entry in entries_of(runs.reports() / run) if entry.get("block")]
        return entries[-1]["block"] if entries and entries[-1]["kind"] != "done" else None

    def _check(self, done: Rehearsal) -> list[str]:
        folder = runs.reports() / done.run
        try:
            record.check(folder)
            sealed = record.load(folder)
        except (OSError, ValueError) as error:
            return [f"its record does not verify: {error}"]
        problems = [f"it is {sealed.state}: {sealed.sentence}"] if sealed.state != "done" else []
        if self.kills:
            missed = [block.id for block in sealed.blocks if not block.interrupted]
            problems += [f"block {block} was not killed in its middle" for block in missed]
        untried = [block.id for block, told in zip(self.book.blocks, sealed.blocks, strict=True)
                   if block.rollback and not told.undone]  # fmt: skip
        problems += [f"the rollback of block {block} was not tried" for block in untried]
        known = redaction.secrets()
        return problems + [f"a secret in {found}" for found in redaction.scan(folder, known)]

    def _cordon(self, *arguments: str) -> subprocess.Popen[bytes]:
        log = runs.reports() / f"{self.book.name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "scripts.cli", "runbook", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def _last_words(self, done: Rehearsal) -> str:
        lines = (runs.reports() / f"{self.book.name}.log").read_text(errors="replace").splitlines()
        return lines[-1][:300] if lines else "it said nothing"


def entries_of(folder: Path) -> list[Entry]:
    try:
        return read(folder / FILE)[0]
    except (OSError, UserError):
        return []


def end(process: subprocess.Popen[bytes], *, everything: bool) -> None:
    """SIGKILL to the runner; with `everything`, to the groups of its commands as well."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    groups = [int(pid) for pid in children.read_text().split()] if everything and children.exists() else []
    process.kill()
    for group in groups:
        try:
            os.killpg(group, signal.SIGKILL)  # each command leads a session of its own
        except ProcessLookupError:
            continue
    process.wait()
