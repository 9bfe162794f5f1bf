"""The web app answers with server errors."""

from datetime import timedelta

from components.alerts import Metric, Severity, Watches

alert = Metric(
    title="The web app answers with server errors",
    why="Users see a page that says so; the deployment of today is the first suspect.",
    serves=("LOG-1", "LOG-2", "SDL-7"),
    watches=Watches.WEB_APP,
    metric="Http5xx",
    aggregation="Total",
    operator="GreaterThan",
    threshold=10,
    severity=Severity.ERROR,
    over=timedelta(minutes=5),
)
