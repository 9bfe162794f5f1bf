"""The web tier is short of memory."""

from components.alerts import Metric, Watches

alert = Metric(
    title="The web tier is short of memory",
    why="Above 90 percent, instances are restarted and users see errors.",
    serves=("LOG-2",),
    watches=Watches.WEB_PLAN,
    metric="MemoryPercentage",
    aggregation="Average",
    operator="GreaterThan",
    threshold=90,
)
