"""Versions in use, by the register of releases: one of the cloud, at most three of the app, in time (SDL-9)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from controls.entries import Release
from controls.register import Register
from scripts.errors import UserError
from scripts.surveys.registers import load


def check(releases: Register | None = None, today: date | None = None) -> dict[str, Any]:
    """Counts; UserError names the first rule of the register that is broken."""
    held = releases or load("releases")
    if problems := held.problems(today or datetime.now(UTC).date()):
        raise UserError(problems[0])
    entries = [each for each in held.entries if isinstance(each, Release)]
    in_use = {f"{what}_in_use": sum(each.what == what and each.in_use for each in entries) for what in ("cloud", "app")}
    return in_use | {"releases": len(entries)}
