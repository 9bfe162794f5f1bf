"""Many connections to the database fail."""

from components.alerts import Metric, Watches

alert = Metric(
    title="Many connections to the database fail",
    why="Either the pool is exhausted, or somebody tries to get in.",
    serves=("LOG-1", "LOG-2"),
    watches=Watches.DATABASE,
    metric="connections_failed",
    aggregation="Total",
    operator="GreaterThan",
    threshold=20,
)
