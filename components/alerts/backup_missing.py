"""Nothing was backed up for longer than a day. A missing job is a failure too."""

from datetime import timedelta

from components.alerts import Log, Severity

alert = Log(
    title="No backup for more than a day",
    why="A job that never starts never fails, and is found missing on the day it is needed.",
    serves=("BAK-1", "LOG-2"),
    tables=("AddonAzureBackupJobs",),
    severity=Severity.ERROR,
    every=timedelta(hours=6),
    over=timedelta(days=2),
    query="""
AddonAzureBackupJobs
| where TimeGenerated > ago(26h)
| where JobOperation == "Backup" and JobStatus in ("Completed", "CompletedWithWarnings")
| summarize Done = count()
| where Done == 0
""",
)
