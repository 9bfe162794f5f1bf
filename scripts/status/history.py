"""Uptime by day: counts of availability checks, kept longer than Azure keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

KEPT = 400  # days in the file
SHOWN = 90  # days on the page


class State(StrEnum):
    UP = "operational"
    DEGRADED = "degraded"
    DOWN = "outage"
    UNKNOWN = "not measured"


class Checks(BaseModel):
    """How many of a test's runs passed and failed in some time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    passed: int = Field(0, ge=0)
    failed: int = Field(0, ge=0)

    @property
    def total(self) -> int:
        return self.passed + self.failed

    @property
    def uptime(self) -> float | None:
        """Share of passed runs; None where nothing ran: what wasn't measured is not up."""
        return self.passed / self.total if self.total else None

    @property
    def state(self) -> State:
        if not self.total:
            return State.UNKNOWN
        return State.UP if not self.failed else State.DOWN if not self.passed else State.DEGRADED


Day = dict[str, Checks]
"""A day's checks by what is tested."""


class History(BaseModel):
    """What `status.json` holds. `now` is the last half hour."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: str
    generated: AwareDatetime
    now: Day
    days: dict[date, Day]

    @property
    def state(self) -> State:
        """The worst of all; not measured where nothing was."""
        states = {checks.state for checks in self.now.values()}
        return next(
            (each for each in (State.DOWN, State.DEGRADED, State.UNKNOWN, State.UP) if each in states), State.UNKNOWN
        )

    def over(self, test: str, days: Iterable[date]) -> Checks:
        """A test's checks of several days together."""
        found = [self.days.get(day, {}).get(test, Checks()) for day in days]
        return Checks(passed=sum(each.passed for each in found), failed=sum(each.failed for each in found))


def merged(
    before: History | None, environment: str, at: datetime, now: Mapping[str, Checks], measured: Mapping[date, Day]
) -> History:
    """The history with newly measured days; a day that Azure no longer knows in full keeps what was known of it."""
    days = dict(before.days) if before else {}
    for day, tests in measured.items():
        known = days.get(day, {})
        days[day] = known | {
            test: checks for test, checks in tests.items() if checks.total >= known.get(test, Checks()).total
        }
    kept = sorted(days)[-KEPT:]
    return History(environment=environment, generated=at, now=dict(now), days={day: days[day] for day in kept})
