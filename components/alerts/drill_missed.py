"""A restore drill has missed its date: whoever watches the schedule has signed so, wherever it runs."""

from datetime import timedelta

from components.alerts import Log, Severity

alert = Log(
    title="A restore drill was missed",
    why="A backup that nobody has restored within its cadence is a backup that nobody knows.",
    serves=("BAK-3", "LOG-2"),
    tables=("StorageBlobLogs",),
    severity=Severity.ERROR,
    every=timedelta(hours=1),
    over=timedelta(hours=1),
    query="""
StorageBlobLogs
| where OperationName in ("PutBlob", "PutBlockList") and StatusCode startswith "2"
| where ObjectKey contains "/evidence/drills-missed/"
| project TimeGenerated, ObjectKey, RequesterObjectId, _ResourceId
""",
)
