"""Instances of the web app fail their health check."""

from components.alerts import Metric, Severity, Watches

alert = Metric(
    title="Instances of the web app are unhealthy",
    why="Azure takes them out of rotation; with half of them gone, the rest is overloaded.",
    serves=("LOG-2", "RES-1"),
    watches=Watches.WEB_APP,
    metric="HealthCheckStatus",
    aggregation="Average",
    operator="LessThan",
    threshold=75,
    severity=Severity.ERROR,
)
