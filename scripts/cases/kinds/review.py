"""A periodic review of what must not rot: policies, backup retention, use of break-glass (GOV-1, BAK-5, BAK-6)."""

from datetime import timedelta

from scripts.cases.case import Case
from scripts.cases.clock import Clock
from scripts.cases.kind import Event, Form, Kind, at

WITHIN = timedelta(days=14)


def clocks(case: Case) -> list[Clock]:
    opened = at(case, "opened")
    assert opened
    return [Clock("finish the review", opened, WITHIN, (timedelta(days=3),), at(case, "decided"))]


KIND = Kind(
    name="review",
    title="Review",
    opened={"subject": Form.ID},
    events={
        "collected": Event({"items": Form.COUNT, "digest": Form.DIGEST}),
        "decided": Event({"by": Form.ID, "keep": Form.COUNT, "change": Form.COUNT}, after=("collected",)),
        "applied": Event({"changes": Form.COUNT}, after=("decided",)),
    },
    closes=("collected", "decided", "applied"),
    clocks=clocks,
)
