"""The database server is short of memory."""

from components.alerts import Metric, Watches

alert = Metric(
    title="The database server is short of memory",
    why="Above 90 percent, the server soon kills what it runs.",
    serves=("LOG-2",),
    watches=Watches.DATABASE,
    metric="memory_percent",
    aggregation="Average",
    operator="GreaterThan",
    threshold=90,
)
