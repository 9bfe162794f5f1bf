"""The replica in the other region falls behind."""

from components.alerts import Metric, Severity, Watches

alert = Metric(
    title="The replica falls behind",
    why="What it has not got is lost if the region is lost: five minutes are the promise.",
    serves=("RES-1", "RES-2", "BAK-4"),
    watches=Watches.REPLICA,
    metric="physical_replication_delay_in_seconds",
    aggregation="Maximum",
    operator="GreaterThan",
    threshold=300,
    severity=Severity.ERROR,
)
