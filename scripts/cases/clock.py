"""Clocks of a case: when they started, when they run out, which reminders are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Clock:
    """Runs from `started` for `limit`. `remind`: how long before its end somebody must be told."""

    name: str
    started: datetime
    limit: timedelta
    remind: tuple[timedelta, ...] = ()
    stopped: datetime | None = None

    @property
    def ends(self) -> datetime:
        return self.started + self.limit

    def met(self, now: datetime | None = None) -> bool | None:
        """Whether it was stopped in time; None while it runs and may be yet."""
        if self.stopped:
            return self.stopped <= self.ends
        return None if (now or datetime.now(UTC)) <= self.ends else False

    def due(self, now: datetime | None = None) -> list[datetime]:
        """Reminders whose time has come, oldest first. None once it is stopped."""
        at = now or datetime.now(UTC)
        if self.stopped:
            return []
        return sorted(when for before in self.remind if (when := self.ends - before) <= at)

    def facts(self, now: datetime | None = None) -> dict[str, Any]:
        at = now or datetime.now(UTC)
        left = self.ends - (self.stopped or at)
        return {
            "clock": self.name,
            "started": self.started.isoformat(),
            "ends": self.ends.isoformat(),
            "stopped": self.stopped.isoformat() if self.stopped else None,
            "met": self.met(at),
            "minutes_left": int(left.total_seconds() // 60),
            "reminders_due": len(self.due(at)),
        }
