"""The kinds of proof that a commitment can ask for, one a file; a file here is a kind, named by its `key`.

A kind reads the evidence and says one of: proven, stale, failed, unproven. What can't be looked at is never proven.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from controls.evidence import Evidence, Resource
    from controls.links import Links


class Status(StrEnum):
    PROVEN = "proven"
    STALE = "stale"
    UNPROVEN = "unproven"
    FAILED = "failed"


WORST = (Status.FAILED, Status.UNPROVEN, Status.STALE, Status.PROVEN)


def worst(statuses: Iterable[Status]) -> Status:
    """Without any proof, nothing is proven."""
    return min(statuses, key=WORST.index, default=Status.UNPROVEN)


@dataclass(frozen=True)
class Detail:
    """One thing that a proof looked at: `public` is its name without internals, None where it has no such name."""

    name: str
    status: Status
    sentence: str
    public: str | None = None


@dataclass(frozen=True)
class Verdict:
    """How one proof came out. `at`: when it was last shown; `limit`: how long that counts.

    `sentence` holds no internals.
    """

    kind: str
    status: Status
    sentence: str
    at: datetime | None = None
    limit: timedelta | None = None
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True)
class Case:
    """What a proof may look at."""

    commitment: str
    evidence: Evidence
    links: Links
    now: datetime
    fresh: timedelta
    """The commitment's own limit; a proof may have a shorter one."""
    resources: Mapping[str, Sequence[Resource]]
    """Those of the evidence, by type."""

    @property
    def today(self) -> date:
        return self.now.date()


class Proof(BaseModel):
    """A proof that a commitment asks for. Its field named like `key` is what the catalogue writes first."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: ClassVar[str]
    what: ClassVar[str]
    """The kind in a word or two, for readers."""

    def judge(self, case: Case) -> Verdict:
        raise NotImplementedError

    def gone(self, links: Links) -> list[str]:
        """What this proof names and nothing in the repository is any more."""
        return []


def aged(case: Case, kind: str, sentence: str, at: datetime, limit: timedelta, details: tuple[Detail, ...]) -> Verdict:
    """Proven while young enough, else stale."""
    if case.now - at <= limit:
        return Verdict(kind, Status.PROVEN, sentence, at, limit, details)
    late = f"{sentence.rstrip('.')}, but that was {(case.now - at).days} days ago; the limit is {limit.days}."
    return Verdict(kind, Status.STALE, late, at, limit, details)


@cache
def kinds() -> dict[str, type[Proof]]:
    """Every kind of proof in this folder, by its key."""
    modules = [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    found = [each for module in modules for each in vars(module).values() if _is_kind(each, module.__name__)]
    return {each.key: each for each in found}


def _is_kind(value: object, module: str) -> bool:
    return isinstance(value, type) and issubclass(value, Proof) and value.__module__ == module


@dataclass(frozen=True)
class Judged:
    """A commitment's outcome: the worst of its proofs. `at`: the oldest of their dates."""

    commitment: str
    status: Status
    verdicts: tuple[Verdict, ...] = field(default=())

    @property
    def at(self) -> datetime | None:
        """None unless every proof has a date."""
        dates = [verdict.at for verdict in self.verdicts if verdict.at]
        return min(dates) if dates and len(dates) == len(self.verdicts) else None

    @property
    def until(self) -> datetime | None:
        """When the first of its proofs becomes stale."""
        ends = [verdict.at + verdict.limit for verdict in self.verdicts if verdict.at and verdict.limit]
        return min(ends) if ends and len(ends) == len(self.verdicts) else None

    @property
    def sentence(self) -> str:
        """Why it isn't proven, or what proves it."""
        return " ".join(each.sentence for each in self.verdicts if each.status == self.status)
