"""The database runs out of storage."""

from components.alerts import Metric, Severity, Watches

alert = Metric(
    title="The database runs out of storage",
    why="At 95 percent Azure turns the server read-only, automatic growth or not.",
    serves=("LOG-2", "BAK-1"),
    watches=Watches.DATABASE,
    metric="storage_percent",
    aggregation="Maximum",
    operator="GreaterThan",
    threshold=80,
    severity=Severity.ERROR,
)
