"""Which clocks run in the open cases, and whom time is about to fail."""

from __future__ import annotations

from typing import Any

from scripts.cases import case as cases
from scripts.cases import kind as kinds
from scripts.session import Session


def running(session: Session, kind: str | None = None) -> list[dict[str, Any]]:
    """Clocks that nobody has stopped, soonest end first."""
    names = [kinds.kind_of(kind).name] if kind else sorted(kinds.kinds())
    found = [
        {"case": case.id} | clock.facts()
        for name in names
        for case in cases.every(session, name)
        if not case.is_closed
        for clock in kinds.clocks(case)
        if not clock.stopped
    ]
    return sorted(found, key=lambda one: one["ends"])


def line(one: dict[str, Any]) -> str:
    hours, minutes = divmod(abs(one["minutes_left"]), 60)
    left = f"{hours} h {minutes} min " + ("left" if one["minutes_left"] >= 0 else "over")
    return f"{one['case']:<28} {one['clock']:<32} {left}" + ("  REMIND" if one["reminders_due"] else "")
