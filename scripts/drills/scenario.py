"""A scenario: what is special about one drill. Journal, isolation, timing, evidence and clean-up are the runner's."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from scripts.drills.check import Check
    from scripts.drills.copies import Copy
    from scripts.drills.drill import Drill


class Cadence(Enum):
    """How often a scenario must have run, at the least."""

    WEEKLY = timedelta(weeks=1)
    MONTHLY = timedelta(days=31)
    QUARTERLY = timedelta(days=92)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The disaster, by the database's clock. `target`: where to recover to (None: to the latest point there is)."""

    declared_at: datetime
    target: datetime | None = None


class Scenario:
    """Base of all. A scenario is a module in `scenarios/` with a subclass of its own."""

    name: ClassVar[str]
    title: ClassVar[str]
    serves: ClassVar[tuple[str, ...]]
    cadence: ClassVar[Cadence]
    rpo: ClassVar[timedelta]
    rto: ClassVar[timedelta]
    settle: ClassVar[timedelta] = timedelta()
    """How long after the manifest a backup is certain to hold it, on Azure; see `Drill.settle`."""
    order: ClassVar[int] = 50
    """Damage of several scenarios in one drill is done in this order: rows before servers."""
    checks: ClassVar[tuple[Callable[..., Check], ...]]

    def region(self, drill: Drill) -> str:
        """Where the copy is made."""
        raise NotImplementedError

    def plan(self, drill: Drill) -> list[str]:
        """What will be done, in sentences, for `--dry-run`."""
        raise NotImplementedError

    def damage(self, drill: Drill) -> Moment:
        """Do the harm that the scenario is about, where the environment allows it, and say when it was."""
        raise NotImplementedError

    def restore(self, drill: Drill, moment: Moment) -> Copy:
        """Make the copy. It is journaled before it is asked for, and unreachable when this returns."""
        raise NotImplementedError

    def tenant_may_be_gone(self, last_canary: datetime, destroyed_at: datetime) -> bool:
        """Whether a copy that reaches to `last_canary` may lack the rows that were destroyed."""
        return False

    def recovery_point(self, moment: Moment, last_canary: datetime) -> timedelta:
        """What was lost: from the last canary in the copy to the moment that should have been reached."""
        return (moment.target or moment.declared_at) - last_canary

    method: ClassVar[str]
    """How the recovery point is measured, for the evidence."""


def scenarios() -> dict[str, Scenario]:
    """Every scenario in `scripts/drills/scenarios`, by name, in the order of their damage."""
    from scripts.drills import scenarios as folder

    for module in pkgutil.iter_modules(folder.__path__):
        importlib.import_module(f"{folder.__name__}.{module.name}")
    found = sorted((kind() for kind in Scenario.__subclasses__()), key=lambda one: (one.order, one.name))
    return {one.name: one for one in found}
