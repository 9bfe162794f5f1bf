"""Somebody's access: asked for with a reason and a time, approved by another, granted, ended (ACC-1, ACC-4, ACC-6)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from scripts.cases.case import Case
from scripts.cases.clock import Clock
from scripts.cases.kind import Event, Form, Kind, at, day
from scripts.errors import UserError

LONGEST = timedelta(days=366)


def clocks(case: Case) -> list[Clock]:
    granted = at(case, "granted")
    if not granted:
        return []
    ends = day(case.facts["until"])
    return [Clock("end of access", granted, ends - granted, (timedelta(days=14),), at(case, "revoked"))]


def another(case: Case, facts: Mapping[str, Any]) -> None:
    if facts["by"] == case.facts["principal"]:
        raise UserError(f"by {facts['by']} is who asks; access is approved by somebody else.")
    until = day(case.facts["until"])
    if not datetime.now(UTC) < until <= datetime.now(UTC) + LONGEST:
        raise UserError(f"until {case.facts['until']} is not allowed; allowed is a day within {LONGEST.days} days.")


KIND = Kind(
    name="access",
    title="Access",
    opened={"principal": Form.ID, "role": Form.TEXT, "scope": Form.ID, "reason": Form.TEXT, "until": Form.DAY},
    events={
        "approved": Event({"by": Form.ID}),
        "granted": Event({"assignment": Form.ID}, after=("approved",)),
        "revoked": Event({"why": Form.TEXT}, after=("granted",)),
        "used": Event({"reason": Form.TEXT}, after=("granted",)),
    },
    closes=("revoked",),
    clocks=clocks,
    rules={"approved": another},
)
