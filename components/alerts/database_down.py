"""The database does not answer."""

from datetime import timedelta

from components.alerts import Metric, Severity, Watches

alert = Metric(
    title="The database does not answer",
    why="Nobody can work until it is back or its standby has taken over.",
    serves=("LOG-2", "RES-1"),
    watches=Watches.DATABASE,
    metric="is_db_alive",
    aggregation="Maximum",
    operator="LessThan",
    threshold=1,
    severity=Severity.CRITICAL,
    every=timedelta(minutes=1),
    over=timedelta(minutes=5),
)
