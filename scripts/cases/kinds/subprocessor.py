"""A new or changed subprocessor: assessed, customers told before it takes effect (SUB-1, SUB-2, SUB-3)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from controls import residency
from scripts.cases.case import Case
from scripts.cases.clock import Clock
from scripts.cases.kind import Event, Form, Kind, at, day
from scripts.errors import UserError

NOTICE = timedelta(days=30)


def clocks(case: Case) -> list[Clock]:
    """Customers must have been told a notice period before it takes effect."""
    if not (proposed := case.last("proposed")):
        return []
    opened = at(case, "opened")
    assert opened
    last_moment = day(proposed["facts"]["effective"]) - NOTICE
    return [Clock("tell customers", opened, last_moment - opened, (timedelta(days=7),), at(case, "notified"))]


def early_enough(case: Case, facts: Mapping[str, Any]) -> None:
    if day(facts["effective"]) - datetime.now(UTC) < NOTICE:
        raise UserError(
            f"effective {facts['effective']} is not allowed; allowed is a day at least {NOTICE.days} days from now, so "
            "that customers are told in time."
        )
    if not residency.is_eu(facts["region"]):
        raise UserError(f"region {residency.refusal(facts['region'])}")


def not_before(case: Case, facts: Mapping[str, Any]) -> None:
    effective, told = day(case.need("proposed")["facts"]["effective"]), at(case, "notified")
    assert told
    if datetime.now(UTC) < effective or effective - told < NOTICE:
        raise UserError(f"Case {case.id} takes effect on {effective:%Y-%m-%d}, {NOTICE.days} days after the notice.")


KIND = Kind(
    name="subprocessor",
    title="Change of a subprocessor",
    opened={"name": Form.TEXT},
    events={
        "proposed": Event({"purpose": Form.TEXT, "region": Form.ID, "effective": Form.DAY}),
        "assessed": Event({"agreement": Form.ID, "certificates": Form.TEXT, "by": Form.ID}, after=("proposed",)),
        "notified": Event({"tenants": Form.COUNT, "notice": Form.DIGEST}, after=("assessed",)),
        "objections": Event({"count": Form.COUNT}, after=("notified",)),
        "in-force": Event({"register": Form.DIGEST}, after=("notified", "objections")),
    },
    closes=("notified", "in-force"),
    clocks=clocks,
    rules={"proposed": early_enough, "in-force": not_before},
)
