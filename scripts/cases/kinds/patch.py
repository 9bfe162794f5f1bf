"""A patch cycle: what is outdated, what is critical, when it was put in (SDL-8)."""

from datetime import timedelta

from scripts.cases.case import Case
from scripts.cases.clock import Clock
from scripts.cases.kind import Event, Form, Kind, at

WITHIN = {
    "critical": timedelta(days=2),
    "high": timedelta(days=14),
    "medium": timedelta(days=31),
    "low": timedelta(days=92),
}


def clocks(case: Case) -> list[Clock]:
    opened = at(case, "opened")
    assert opened
    limit = WITHIN[case.facts["severity"]]
    return [Clock("patch", opened, limit, (limit / 4,), at(case, "deployed"))]


KIND = Kind(
    name="patch",
    title="Patch cycle",
    opened={"severity": Form.SEVERITY},
    events={
        "surveyed": Event({"packages": Form.COUNT, "servers": Form.COUNT, "digest": Form.DIGEST}),
        "tested": Event({"commit": Form.ID}, after=("surveyed",)),
        "deployed": Event({"commit": Form.ID}, after=("tested",)),
    },
    closes=("surveyed", "tested", "deployed"),
    clocks=clocks,
)
