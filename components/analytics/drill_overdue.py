"""No drill has left evidence for longer than its cadence allows. A missing run is a failure too."""

from datetime import timedelta

from components.analytics import Analytic, Severity, Where

rule = Analytic(
    title="A restore drill is overdue",
    why="A restore that isn't tried weekly is hoped for, not known to work.",
    severity=Severity.MEDIUM,
    serves=("BAK-3", "BAK-4"),
    tactics=("Impact",),
    tables=("StorageBlobLogs",),
    where=Where.PRIMARY,
    every=timedelta(days=1),
    over=timedelta(days=8),  # weekly, and a day to repeat it
    query="""
StorageBlobLogs
| where OperationName in ("PutBlob", "PutBlockList") and StatusCode startswith "2"
| where ObjectKey has "/evidence/"
| summarize Written = count()
| where Written == 0
| extend Overdue = "no evidence was written for 8 days"
""",
)
