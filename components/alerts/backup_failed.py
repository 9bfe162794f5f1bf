"""A backup job failed."""

from datetime import timedelta

from components.alerts import Log, Severity

alert = Log(
    title="A backup job failed",
    why="Until the next one works, the last recovery point is a day older than promised.",
    serves=("BAK-1", "LOG-2"),
    tables=("AddonAzureBackupJobs",),
    severity=Severity.ERROR,
    every=timedelta(hours=1),
    over=timedelta(hours=1),
    query="""
AddonAzureBackupJobs
| where JobOperation == "Backup" and JobStatus == "Failed"
| project TimeGenerated, DatasourceFriendlyName, DatasourceType, JobFailureCode, _ResourceId
""",
)
