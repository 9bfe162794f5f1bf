"""An incident: triage, decision on notification, the notice within 24 hours of verification, review (INC-1, INC-2)."""

from datetime import timedelta

from scripts.cases.case import Case
from scripts.cases.clock import Clock
from scripts.cases.kind import Event, Form, Kind, at

NOTIFY_WITHIN = timedelta(hours=24)
REMIND = (timedelta(hours=12), timedelta(hours=4), timedelta(hours=1))


def clocks(case: Case) -> list[Clock]:
    """The clock starts when a breach of personal data is verified; a decision against notifying takes it away."""
    verified, decided = case.last("verified"), case.last("decided")
    if not verified or verified["facts"]["personal_data"] != "yes":
        return []
    if decided and decided["facts"]["notify"] == "no":
        return []
    started = at(case, "verified")
    assert started
    return [Clock("notify affected customers", started, NOTIFY_WITHIN, REMIND, at(case, "notified"))]


KIND = Kind(
    name="incident",
    title="Incident",
    opened={"summary": Form.TEXT, "source": Form.ID},
    events={
        "triaged": Event(
            {"severity": Form.SEVERITY, "commander": Form.ID, "communications": Form.ID, "scribe": Form.ID}
        ),
        "affected": Event({"tenants": Form.COUNT, "digest": Form.DIGEST}, after=("triaged",)),
        "contained": Event({"how": Form.TEXT}, after=("triaged",)),
        "verified": Event({"personal_data": Form.ANSWER, "by": Form.ID}, after=("triaged",)),
        "decided": Event({"notify": Form.ANSWER, "by": Form.ID, "why": Form.TEXT}, after=("verified",)),
        "drafted": Event({"notice": Form.DIGEST}, after=("decided",)),
        "notified": Event({"tenants": Form.COUNT, "notice": Form.DIGEST}, after=("drafted", "affected")),
        "reminded": Event({"minutes_left": Form.COUNT}, after=("verified",)),
        "reviewed": Event({"cause": Form.TEXT, "actions": Form.COUNT}, after=("decided",)),
    },
    closes=("triaged", "verified", "decided", "reviewed"),
    clocks=clocks,
)
