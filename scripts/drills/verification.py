"""One copy under verification: what it must hold, what it was seen to hold, and ways to ask it more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import psycopg

from scripts.drills import canaries, copies
from scripts.drills.canaries import Canary
from scripts.drills.copies import Copy
from scripts.drills.digests import TableFacts, changed_since
from scripts.drills.drill import Drill
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.layout import APPEND_ONLY
from scripts.drills.manifest import Manifest, Observation, observe
from scripts.drills.scenario import Moment, Scenario

Lines = dict[tuple[str, str], TableFacts]


@dataclass
class Verification:
    drill: Drill
    scenario: Scenario
    copy: Copy
    moment: Moment
    exposure: dict[str, Any] = field(default_factory=dict)  # who could reach the copy, as the runner measured it

    def connect(self) -> psycopg.Connection[Any]:
        return copies.connect(self.drill, self.copy)

    @property
    def resource(self) -> str:
        return self.copy.id

    @property
    def manifest(self) -> Manifest:
        if not self.drill.manifest:
            raise UnverifiedError("There is no manifest to compare with.")
        return self.drill.manifest

    @cached_property
    def canaries(self) -> list[Canary]:
        """This drill's canaries in the copy."""
        log = self.drill.canaries.log if self.drill.canaries else []
        if not log:
            raise UnverifiedError("No canary was written, so nothing tells how far the copy reaches.")
        with self.connect() as connection:
            return canaries.read(connection, log[0].sequence)

    @property
    def reaches(self) -> datetime | None:
        """The time of the last canary in the copy; None if there is none of this drill's."""
        return self.canaries[-1].written_at if self.canaries else None

    @cached_property
    def seen(self) -> Observation:
        """The copy, as far as the manifest's snapshot saw it in append-only tables."""
        with self.connect() as connection:
            return observe(connection, self.manifest.seen.snapshot)

    @property
    def holds_manifest(self) -> bool:
        """Whether the copy reaches to the manifest. The canaries' sequence says so: the manifest names its last one."""
        return self.seen.last_canary >= self.manifest.seen.last_canary and self.reaches is not None

    @cached_property
    def expected(self) -> Lines:
        """The manifest's lines, less the destroyed tenant's where the copy rightly lacks them."""
        if not self.holds_manifest:
            until = self.reaches or "a time before this drill's first canary"
            taken = self.manifest.seen.taken_at
            raise UnverifiedError(f"The copy reaches to {until}, the manifest is of {taken}: they can't be compared.")
        lines = self.manifest.seen.lines()
        return {key: fact for key, fact in lines.items() if key[1] != self.drill.tenant} if self.tenant_gone else lines

    @cached_property
    def moving(self) -> set[tuple[str, str]]:
        """Lines of tables in use: what changed between manifest and disaster is no fault of the backup.

        A line is a table of one tenant. Those that are only appended to are never among them: their rows are told apart
        by the manifest's snapshot.
        """
        first, looks = self.manifest.seen.lines(), [one.lines() for one in self.drill.again]
        keys = {key for lines in (first, *looks) for key in lines if key[0] not in APPEND_ONLY}
        found = {key for key in keys if any(lines.get(key) != first.get(key) for lines in looks)}
        if self.scenario.latest and self.drill.again:
            with self.connect() as connection:
                found |= changed_since(connection, self.drill.again[-1].snapshot)
        return {key for key in found if key[1] != self.drill.tenant}

    @property
    def still(self) -> tuple[Lines, Lines]:
        """What is expected and what is there, of all that was not in use."""
        expected, actual = self.expected, self.actual
        return (
            {key: fact for key, fact in expected.items() if key not in self.moving},
            {key: fact for key, fact in actual.items() if key not in self.moving},
        )

    @property
    def tenant_gone(self) -> bool:
        """The destroyed tenant is rightly absent: the copy reaches past its destruction and has none of its rows."""
        tenant, destroyed = self.drill.tenant, self.drill.destroyed_at
        if not tenant or not destroyed or not self.reaches:
            return False
        allowed = self.scenario.tenant_may_be_gone(self.reaches, destroyed)
        return allowed and not any(fact.tenant == tenant for fact in self.seen.tables)

    @property
    def actual(self) -> Lines:
        return self.seen.lines()


def in_use(v: Verification) -> str:
    """What a sentence says of lines that could not be compared."""
    return f"; {len(v.moving)} were in use and not compared" if v.moving else ""
