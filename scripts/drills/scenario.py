"""A scenario: what is special about one drill. Journal, isolation, timing, evidence and clean-up are the runner's."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    from scripts.drills.check import Check
    from scripts.drills.drill import Drill
    from scripts.drills.steps import Steps


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


class Subject(Protocol):
    """What came back, as the scenario's checks are given it."""

    @property
    def resource(self) -> str | None:
        """Its id on Azure, where it has one of its own."""
        ...

    @property
    def reaches(self) -> datetime | None:
        """The time of the youngest mark in it."""
        ...


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
    stores: ClassVar[tuple[str, ...]] = ("database",)
    """What is restored: database, blobs, keys, edge, state, backups. For the coverage of all runs."""
    needs_marks: ClassVar[bool] = True
    """Whether a tenant, canaries in the database and a manifest of it must be there before the damage."""
    latest: ClassVar[bool] = False
    """Whether the copy goes to the latest point there is, which lies after the last look at the source."""
    continues: ClassVar[bool] = False
    """Whether `recover` can be gone on with by another process: it needs no more than the moment, journal and Azure."""
    by_default: ClassVar[bool] = False
    """Whether `cordon drill run` without a name runs it."""

    def region(self, drill: Drill) -> str:
        """Where the copy is made."""
        raise NotImplementedError

    def plan(self, drill: Drill) -> list[str]:
        """What will be done, in sentences, for `--dry-run`."""
        raise NotImplementedError

    def refuse(self, drill: Drill) -> None:
        """Raise RefusedError where going on would break a rule; asks nobody."""

    def preflight(self, drill: Drill) -> str:
        """Ask Azure whether the scenario can run, and change nothing. Raises a DrillError; returns what it saw."""
        return ""

    def prepare(self, drill: Drill) -> str:
        """Make what has to exist before the disaster (a replica, a backup). Journaled first, as everything is."""
        return ""

    def damage(self, drill: Drill) -> Moment:
        """Do the harm that the scenario is about, where the environment allows it, and say when it was."""
        raise NotImplementedError

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> Subject:
        """Bring it back, in steps of its own. What is made is journaled before it is asked for."""
        raise NotImplementedError

    def way_back(self, drill: Drill) -> str:
        """After the checks: undo what kept the service going meanwhile. Its failure is the scenario's."""
        return ""

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
    found = sorted((kind() for kind in _leaves(Scenario)), key=lambda one: (one.order, one.name))
    return {one.name: one for one in found}


def _leaves(kind: type[Any]) -> list[type[Any]]:
    """Classes that have a name of their own; those between only share code."""
    below = [leaf for one in kind.__subclasses__() for leaf in _leaves(one)]
    return ([kind] if "name" in vars(kind) else []) + below
