"""The database server is short of processor time."""

from components.alerts import Metric, Watches

alert = Metric(
    title="The database server is short of processor time",
    why="Above 85 percent for a quarter of an hour, queries wait for each other.",
    serves=("LOG-2",),
    watches=Watches.DATABASE,
    metric="cpu_percent",
    aggregation="Average",
    operator="GreaterThan",
    threshold=85,
)
