"""Databases that came back out of dumps: each compared with the manifest that was taken in its dump's own snapshot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import psycopg

from scripts.drills import check, copies
from scripts.drills.check import Check
from scripts.drills.manifest import Manifest, Observation, observe
from scripts.drills.verification import Lines, Verification


@dataclass(kw_only=True)
class DumpCopy(Verification):
    database: str
    of_dump: Manifest

    def connect(self) -> psycopg.Connection[Any]:
        return copies.connect(self.drill, self.copy, self.database)

    @property
    def manifest(self) -> Manifest:
        return self.of_dump

    @cached_property
    def seen(self) -> Observation:
        """Whole: a dump holds what its snapshot saw, and nothing else."""
        with self.connect() as connection:
            return observe(connection)

    @property
    def holds_manifest(self) -> bool:
        return True

    @cached_property
    def expected(self) -> Lines:
        return self.manifest.seen.lines()

    @cached_property
    def moving(self) -> set[tuple[str, str]]:
        """Nothing: manifest and dump are of one snapshot."""
        return set()

    @property
    def reaches(self) -> datetime:
        return self.manifest.seen.taken_at


@dataclass
class DumpCopies:
    """By which dump it was: oldest, random, newest."""

    parts: dict[str, DumpCopy] = field(default_factory=dict)

    @property
    def resource(self) -> str | None:
        return next((part.copy.id for part in self.parts.values()), None)

    @property
    def reaches(self) -> datetime | None:
        return max((part.reaches for part in self.parts.values()), default=None)


def of_each(one: Callable[[Any], Check], *only: str) -> Callable[[DumpCopies], Check]:
    """The same check of every copy (or of those named), told as one: it passes where all pass."""

    def all_of_them(subject: DumpCopies) -> Check:
        found = {which: check.run(one, part) for which, part in subject.parts.items() if not only or which in only}
        bad = {which: each for which, each in found.items() if each.status != "pass"}
        if not found:
            return Check(status="not run", sentence="No dump was restored.")
        if not bad:
            newest = list(found.values())[-1]
            total = sum(each.population for each in found.values())
            return newest.model_copy(update={"sentence": f"{', '.join(found)}: {newest.sentence}", "population": total})
        worst = next((which for which, each in bad.items() if each.status == "fail"), next(iter(bad)))
        return bad[worst].model_copy(update={"sentence": f"{worst}: {bad[worst].sentence}"})

    all_of_them.__name__ = check.name_of(one)
    return all_of_them
