"""Blob storage answers with errors of its own."""

from components.alerts import Metric, Severity, Watches

alert = Metric(
    title="Storage answers with errors",
    why="Content cannot be read or written; below 99 percent it is more than single requests.",
    serves=("LOG-2", "RES-1"),
    watches=Watches.STORAGE,
    metric="Availability",
    aggregation="Average",
    operator="LessThan",
    threshold=99,
    severity=Severity.ERROR,
)
