"""Front Door finds origins unhealthy."""

from components.alerts import Metric, Severity, Watches

alert = Metric(
    title="Origins are unhealthy",
    why="Below half, one region carries all, and the next failure is an outage.",
    serves=("LOG-2", "RES-1"),
    watches=Watches.EDGE,
    metric="OriginHealthPercentage",
    aggregation="Average",
    operator="LessThan",
    threshold=50,
    severity=Severity.ERROR,
)
