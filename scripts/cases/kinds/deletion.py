"""A customer leaves, or its controller asks: data gone from active systems within 90 days (DEL-1, DEL-2)."""

from datetime import timedelta

from scripts.cases.case import Case
from scripts.cases.clock import Clock
from scripts.cases.kind import Event, Form, Kind, at, day

WITHIN = timedelta(days=90)
REMIND = (timedelta(days=30), timedelta(days=7))


def clocks(case: Case) -> list[Clock]:
    return [Clock("delete", day(case.facts["ended"]), WITHIN, REMIND, at(case, "deleted"))]


KIND = Kind(
    name="deletion",
    title="Deletion of a tenant",
    opened={"tenant": Form.ID, "ended": Form.DAY, "instruction": Form.ID},
    events={
        "exported": Event({"export": Form.DIGEST, "rows": Form.COUNT}),
        "deleted": Event({"rows": Form.COUNT, "blobs": Form.COUNT}),
        "proven": Event({"backups_age_out": Form.DAY}, after=("deleted",)),
        "told": Event({"to": Form.ID}, after=("proven",)),
    },
    closes=("deleted", "proven", "told"),
    clocks=clocks,
)
