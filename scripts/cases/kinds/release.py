"""A release: minor ones every two weeks, major ones every quarter; few versions in use (SDL-7, SDL-9)."""

from scripts.cases.kind import Event, Form, Kind

KIND = Kind(
    name="release",
    title="Release",
    opened={"version": Form.ID, "commit": Form.ID},
    events={
        "checked": Event({"tests": Form.COUNT, "policies": Form.COUNT}),
        "approved": Event({"by": Form.ID}, after=("checked",)),
        "published": Event({"release": Form.ID}, after=("approved",)),
        "rolled-back": Event({"to": Form.ID, "why": Form.TEXT}, after=("published",)),
    },
    closes=("checked", "approved", "published"),
)
