"""The web tier is short of processor time."""

from components.alerts import Metric, Watches

alert = Metric(
    title="The web tier is short of processor time",
    why="Autoscale should have added instances: it is at its most, or does not work.",
    serves=("LOG-2",),
    watches=Watches.WEB_PLAN,
    metric="CpuPercentage",
    aggregation="Average",
    operator="GreaterThan",
    threshold=85,
)
