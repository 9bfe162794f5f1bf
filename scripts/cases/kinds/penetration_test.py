"""A penetration test by outsiders, at least once a year: scope, findings, fixes, summary for customers (SDL-12)."""

from datetime import timedelta

from scripts.cases.case import Case
from scripts.cases.clock import Clock
from scripts.cases.kind import Event, Form, Kind, at

FIX = timedelta(days=30)  # of critical and high findings


def clocks(case: Case) -> list[Clock]:
    found, reported = at(case, "reported"), case.last("reported")
    if not found or not reported or not reported["facts"]["critical_or_high"]:
        return []
    return [Clock("fix critical and high findings", found, FIX, (timedelta(days=7),), at(case, "retested"))]


KIND = Kind(
    name="penetration-test",
    title="Penetration test",
    opened={"year": Form.COUNT},
    events={
        "scoped": Event({"scope": Form.TEXT, "tester": Form.ID, "independent": Form.ANSWER, "agreement": Form.ID}),
        "allowed": Event({"by": Form.ID, "begins": Form.DAY, "ends": Form.DAY}, after=("scoped",)),
        "reported": Event(
            {"critical_or_high": Form.COUNT, "medium_or_low": Form.COUNT, "report": Form.DIGEST}, after=("allowed",)
        ),
        "retested": Event({"open": Form.COUNT}, after=("reported",)),
        "summarised": Event({"summary": Form.DIGEST}, after=("reported",)),
    },
    closes=("scoped", "reported", "retested", "summarised"),
    clocks=clocks,
)
