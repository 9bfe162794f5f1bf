"""Support staff enter one tenant, for one issue, for hours: authorized, opened, closed (ACC-7)."""

from datetime import timedelta

from scripts.cases.case import Case
from scripts.cases.clock import Clock
from scripts.cases.kind import Event, Form, Kind, at

LONGEST = timedelta(hours=8)


def clocks(case: Case) -> list[Clock]:
    opened = at(case, "entered")
    return [Clock("leave the tenant", opened, LONGEST, (timedelta(hours=1),), at(case, "left"))] if opened else []


KIND = Kind(
    name="support",
    title="Support access",
    opened={"tenant": Form.ID, "issue": Form.ID, "reason": Form.TEXT},
    events={
        "authorized": Event({"by": Form.ID}),
        "entered": Event({"role": Form.ID}, after=("authorized",)),
        "left": Event({}, after=("entered",)),
    },
    closes=("authorized", "left"),
    clocks=clocks,
)
