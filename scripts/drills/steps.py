"""The steps of a drill as they happen: shown with their time, journaled, and kept for the evidence."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from scripts.drills.evidence import Phase
from scripts.drills.exit_codes import sentence
from scripts.drills.journal import Journal

Observer = Callable[[str, str], None]
"""Called with a step's name and `started`, `done` or `failed`, in the thread of the step."""


@dataclass
class Note:
    """What a step has to say for itself at its end."""

    text: str = ""


@dataclass
class Steps:
    """Steps of several threads; `owner` ("" or a scenario's name) keeps theirs apart."""

    journal: Journal
    console: Console
    observers: list[Observer] = field(default_factory=list)
    taken: dict[str, list[Phase]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _progress: Progress | None = None

    @contextmanager
    def shown(self) -> Generator[None]:
        columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=self.console, disable=not self.console.is_terminal) as self._progress:
            yield

    @contextmanager
    def step(self, name: str, title: str, owner: str = "") -> Generator[Note]:
        full, note = f"{owner}/{name}" if owner else name, Note()
        label = f"{owner}: {title}" if owner else title
        started, clock, task = datetime.now(UTC), time.monotonic(), self._begin(label)
        self.journal.write("phase", name=full, state="started")
        try:
            self._tell(full, "started")
            yield note
        except BaseException as error:
            note.text = sentence(error)
            self._end(
                owner, Phase(name=name, started=started, seconds=since(clock), state="failed", sentence=note.text)
            )
            self._show(task, f"[red]✗[/] {label}: {escape(note.text)}", label)
            self._tell(full, "failed")
            raise
        self._end(owner, Phase(name=name, started=started, seconds=since(clock), state="done", sentence=note.text))
        self._show(task, f"[green]{label}[/]" + (f" [dim]{escape(note.text)}[/]" if note.text else ""), label)
        self._tell(full, "done")

    def phases(self, owner: str = "") -> list[Phase]:
        return list(self.taken.get(owner, []))

    def _begin(self, label: str) -> TaskID | None:
        if self._progress and not self._progress.disable:
            return self._progress.add_task(label, total=1)
        self.console.print(f"{datetime.now(UTC):%H:%M:%S} {label} …", highlight=False, soft_wrap=True)
        return None

    def _show(self, task: TaskID | None, line: str, label: str) -> None:
        if self._progress and task is not None:
            self._progress.update(task, description=line, completed=1)
        else:
            self.console.print(f"{datetime.now(UTC):%H:%M:%S} {line}", highlight=False, soft_wrap=True)

    def _end(self, owner: str, phase: Phase) -> None:
        with self._lock:
            self.taken.setdefault(owner, []).append(phase)
        full = f"{owner}/{phase.name}" if owner else phase.name
        self.journal.write("phase", name=full, state=phase.state, seconds=phase.seconds, sentence=phase.sentence)

    def _tell(self, name: str, state: str) -> None:
        for observer in self.observers:
            observer(name, state)


def since(clock: float) -> float:
    return round(time.monotonic() - clock, 3)
