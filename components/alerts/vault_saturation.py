"""The key vault is close to its limit of requests."""

from components.alerts import Metric, Watches

alert = Metric(
    title="The key vault is close to its limits",
    why="Above 75 percent of its transactions a second, Azure soon refuses some.",
    serves=("LOG-2",),
    watches=Watches.VAULT,
    metric="SaturationShoebox",
    aggregation="Average",
    operator="GreaterThan",
    threshold=75,
)
