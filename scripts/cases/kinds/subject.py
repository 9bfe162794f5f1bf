"""A person's request about their data, on the controller's instruction only (DEL-4)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from scripts.cases.case import Case
from scripts.cases.clock import Clock
from scripts.cases.kind import Event, Form, Kind, at
from scripts.errors import UserError

WITHIN = timedelta(days=30)  # a month to answer (GDPR, article 12); ours to the controller is the same
RIGHTS = ("export", "restriction", "deletion")


def clocks(case: Case) -> list[Clock]:
    opened = at(case, "opened")
    assert opened
    return [Clock("answer the controller", opened, WITHIN, (timedelta(days=7),), at(case, "answered"))]


def from_the_controller(case: Case, facts: Mapping[str, Any]) -> None:
    """The instruction must come from the tenant whose the person is, by a channel that is known to be theirs."""
    if facts["tenant"] != case.facts["tenant"]:
        raise UserError(f"tenant {facts['tenant']} is not {case.facts['tenant']}, which is the controller here.")


KIND = Kind(
    name="subject",
    title="Data-subject request",
    opened={"tenant": Form.ID, "subject": Form.ID},
    events={
        "verified": Event({"tenant": Form.ID, "instruction": Form.DIGEST, "by": Form.ID}),
        "exported": Event({"export": Form.DIGEST}, after=("verified",)),
        "restricted": Event({}, after=("verified",)),
        "deleted": Event({"rows": Form.COUNT}, after=("verified",)),
        "answered": Event({"with": Form.TEXT}, after=("verified",)),
    },
    closes=("verified", "answered"),
    clocks=clocks,
    rules={"verified": from_the_controller},
)
