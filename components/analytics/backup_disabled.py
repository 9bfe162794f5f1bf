"""Protection of a resource is stopped, or a backup vault, policy, lock or immutability is taken away."""

from datetime import timedelta

from components.analytics import Analytic, Severity

rule = Analytic(
    title="A backup, its lock or its immutability is taken away",
    why="Whoever wants to blackmail removes the backups first.",
    severity=Severity.HIGH,
    serves=("BAK-1", "BAK-5", "LOG-2"),
    tactics=("Impact", "DefenseEvasion"),
    tables=("AzureActivity",),
    every=timedelta(minutes=15),
    over=timedelta(minutes=30),
    account="Caller",
    address="CallerIpAddress",
    resource="Resource",
    query="""
AzureActivity
| where OperationNameValue in~ (
    "MICROSOFT.DATAPROTECTION/BACKUPVAULTS/DELETE",
    "MICROSOFT.DATAPROTECTION/BACKUPVAULTS/BACKUPINSTANCES/DELETE",
    "MICROSOFT.DATAPROTECTION/BACKUPVAULTS/BACKUPINSTANCES/STOPPROTECTION/ACTION",
    "MICROSOFT.DATAPROTECTION/BACKUPVAULTS/BACKUPINSTANCES/SUSPENDBACKUPS/ACTION",
    "MICROSOFT.DATAPROTECTION/BACKUPVAULTS/BACKUPPOLICIES/DELETE",
    "MICROSOFT.RECOVERYSERVICES/VAULTS/DELETE",
    "MICROSOFT.RECOVERYSERVICES/VAULTS/BACKUPFABRICS/PROTECTIONCONTAINERS/PROTECTEDITEMS/DELETE",
    "MICROSOFT.STORAGE/STORAGEACCOUNTS/BLOBSERVICES/CONTAINERS/IMMUTABILITYPOLICIES/DELETE",
    "MICROSOFT.AUTHORIZATION/LOCKS/DELETE")
| where ActivityStatusValue in~ ("Start", "Started", "Success", "Succeeded")
| extend ObjectId = tostring(Claims_d["http://schemas.microsoft.com/identity/claims/objectidentifier"])
| where Caller !in~ ({{deployers}}) and ObjectId !in~ ({{deployers}})
| project TimeGenerated, Caller, CallerIpAddress, Resource = _ResourceId, OperationNameValue, ActivityStatusValue
""",
)
