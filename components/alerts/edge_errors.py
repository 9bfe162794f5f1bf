"""Front Door answers with server errors."""

from components.alerts import Metric, Severity, Watches

alert = Metric(
    title="The edge answers with server errors",
    why="More than five in a hundred users see an error, whatever the origin says.",
    serves=("LOG-2", "RES-1"),
    watches=Watches.EDGE,
    metric="Percentage5XX",
    aggregation="Average",
    operator="GreaterThan",
    threshold=5,
    severity=Severity.ERROR,
)
