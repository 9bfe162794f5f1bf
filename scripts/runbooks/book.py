"""What a runbook is once it is read: facts in front, blocks in order."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

VARIABLE = re.compile(r"\$\{?([A-Z][A-Z0-9_]*)")
GIVEN = frozenset({"CORDON_RUN", "CORDON_MODE", "HOME", "PATH"})  # variables that every block has
SPAN = re.compile(r"(\d+) ?(s|m|h|days?|weeks?|months?|years?)")
UNITS = {"s": 1, "m": 60, "h": 3600, "day": 86400, "week": 604800, "month": 31 * 86400, "year": 365 * 86400}


def span(text: object) -> timedelta:
    """`30s`, `10m`, `2h`, `6 months`. A month is 31 days. ValueError says what is allowed."""
    found = SPAN.fullmatch(str(text).strip())
    if not found or not int(found[1]):
        raise ValueError(f"{text!r} is no span of time; allowed are 30s, 10m, 2h, 5 days, 6 months, 1 year")
    return timedelta(seconds=int(found[1]) * UNITS[found[2] if len(found[2]) == 1 else found[2].rstrip("s")])


Span = Annotated[timedelta, BeforeValidator(span)]


class Effect(Enum):
    READ = "read"
    CHANGE = "change"
    DESTROY = "destroy"


class Kind(Enum):
    """What an input may look like: it goes into commands, so nothing a shell would read otherwise."""

    UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}"
    DATE = r"\d{4}-\d\d-\d\d"
    REFERENCE = r"[A-Za-z0-9/][A-Za-z0-9._:/@+-]{0,511}"
    TEXT = r"[^\x00-\x1f`$\\\"']{1,500}"


def kind_named(text: object) -> Kind:
    try:
        return Kind[str(text).upper()]
    except KeyError:
        allowed = ", ".join(one.name.lower() for one in Kind)
        raise ValueError(f"{text!r} is not known; allowed are {allowed}") from None


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Input(Part):
    """A value that the person brings. `rehearse`: a command whose output stands for it in a rehearsal."""

    what: str = Field(min_length=3)
    kind: Annotated[Kind, BeforeValidator(kind_named)] = Kind.NAME
    rehearse: str = Field(min_length=1)


class Front(Part):
    """The front matter. `clean_up` runs after a rehearsal. When it was last rehearsed, the records say."""

    title: str = Field(min_length=5)
    owner: str = Field(min_length=2)
    serves: tuple[str, ...] = Field(min_length=1)
    reviewed: date
    review_in: Span
    inputs: dict[str, Input] = Field(default_factory=dict)
    clean_up: str | None = None
    alone: bool = False  # its rehearsal touches what others use: nothing else is rehearsed meanwhile


class Block(Part):
    """One step. Commands are bash; each may be run again, and the rollback too."""

    id: str
    effect: Effect
    text: str
    line: int
    verify: str | None = None
    rollback: str | None = None
    timeout: Span = timedelta(minutes=5)
    confirm: str | None = None  # what the person is asked
    mark: str | None = None  # ends with 0 only if what is to be destroyed is what it should be
    journal: str | None = None  # prints what will be destroyed; written down before it is
    sets: str | None = None  # the variable that takes the block's output
    facts: bool = False  # the output is one JSON object for the record: counts, digests, ids, times

    @property
    def commands(self) -> tuple[str, ...]:
        return tuple(one for one in (self.text, self.verify, self.rollback, self.mark, self.journal) if one)

    @property
    def variables(self) -> set[str]:
        return {name for command in self.commands for name in VARIABLE.findall(command)} - GIVEN


class Runbook(Part):
    name: str
    path: Path
    sha256: str  # of the file
    front: Front
    blocks: tuple[Block, ...]

    @property
    def review_due(self) -> date:
        return self.front.reviewed + self.front.review_in
