"""The key vault does not answer."""

from components.alerts import Metric, Severity, Watches

alert = Metric(
    title="The key vault does not answer",
    why="Without its keys, customers' content cannot be read.",
    serves=("LOG-2", "ENC-4"),
    watches=Watches.VAULT,
    metric="Availability",
    aggregation="Average",
    operator="LessThan",
    threshold=99,
    severity=Severity.CRITICAL,
)
