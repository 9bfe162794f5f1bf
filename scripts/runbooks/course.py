"""A run on its way: what it knows of itself, how its commands are run, how the people at work are asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from scripts.azure import Azure
from scripts.drills.journal import Journal
from scripts.errors import UserError
from scripts.estate import CLONE, Estate
from scripts.runbooks import runs, sealing
from scripts.runbooks.book import Block, Runbook
from scripts.runbooks.shell import Outcome, Shell


class BlockError(Exception):
    """A block didn't do what it should; the sentence says what."""


class WaitingError(UserError):
    """Somebody else must agree first; the run goes on with `cordon runbook resume`."""

    def __init__(self, message: str) -> None:
        super().__init__(message, exit_code=runs.BUSY)


@dataclass
class Ask:
    """How a person is asked: `value` gives an input, `agree` a yes or no."""

    value: Callable[[str, str], str]
    agree: Callable[[str], bool]


@dataclass
class Course:
    """`hold`: the descriptor of the run's lock, which its commands inherit. `given`: inputs said beforehand."""

    book: Runbook
    run: str
    journal: Journal
    estate: Estate
    azure: Azure
    ask: Ask
    console: Console
    hold: int
    rehearsal: bool
    given: dict[str, str] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.journal.path.parent

    @property
    def mode(self) -> str:
        return "rehearse" if self.rehearsal else "run"

    @property
    def values(self) -> dict[str, str]:
        """Inputs and what blocks set, so far."""
        return sealing.values(self.journal)

    def has(self, kind: str, block: Block) -> bool:
        """Whether the journal has such an entry of the block."""
        return kind in runs.state_of(self.journal, block.id)

    def filled(self, text: str) -> str:
        """With values in the place of their names."""
        for name, value in self.values.items():
            text = text.replace(f"${name}", value).replace(f"${{{name}}}", value)
        return text

    def shell(self, name: str, text: str, timeout: timedelta) -> Outcome:
        """Run a command of the runbook; its output is kept under `name`."""
        variables = {
            "CORDON_RUN": self.run,
            "CORDON_MODE": self.mode,
            "CORDON_ESTATE": str(self.folder / runs.ESTATE),
            **self.values,
        }

        def show(line: str) -> None:
            self.console.print(f"  {escape(line)}", highlight=False, soft_wrap=True)

        outcome = Shell(variables, str(CLONE), self.hold, show).run(text, timeout)
        runs.keep_output(self.folder, name, outcome.told)
        return outcome
