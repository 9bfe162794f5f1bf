"""Versions in use, by the register of releases: one of the cloud, at most three of the app, in time (SDL-9)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from scripts.errors import UserError
from scripts.surveys.registers import read

IN_USE = {"cloud": 1, "app": 3}
EVERY = {"minor": timedelta(days=14), "major": timedelta(days=92)}
SLACK = timedelta(days=3)  # a release may fall on a Monday


def check(entries: list[dict[str, Any]] | None = None, today: date | None = None) -> dict[str, Any]:
    """Counts; UserError names the rule that is broken."""
    entries = read("releases")["entries"] if entries is None else entries
    now = today or datetime.now(UTC).date()
    counts = {what: sum(one["what"] == what and one["in_use"] for one in entries) for what in IN_USE}
    for what, most in IN_USE.items():
        if not 1 <= counts[what] <= most:
            raise UserError(f"{counts[what]} versions of the {what} are in use; allowed are 1 to {most}.")
    for kind, every in EVERY.items():
        dates = [one["released"] for one in entries if one["what"] == "cloud" and one["kind"] in (kind, "major")]
        if not dates or max(dates) + every + SLACK < now:
            raise UserError(
                f"The last {kind} release was on {max(dates, default='no day')}; promised: every {every.days} days."
            )
    for one in entries:
        if one["author"] == one["reviewer"]:
            raise UserError(f"Release {one['what']} {one['version']} was reviewed by its author.")
        if not one.get("rollback"):
            raise UserError(f"Release {one['what']} {one['version']} names nothing to go back to.")
    return {f"{what}_in_use": count for what, count in counts.items()} | {"releases": len(entries)}
