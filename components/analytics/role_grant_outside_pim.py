"""Somebody is given a role without Privileged Identity Management and without the pipeline."""

from datetime import timedelta

from components.analytics import Analytic, Severity

rule = Analytic(
    title="A role is granted outside of PIM and outside of the pipeline",
    why="Such a grant has no approval and no end; it is how an intruder stays.",
    severity=Severity.HIGH,
    serves=("ACC-1", "ACC-4", "LOG-2"),
    tactics=("Persistence", "PrivilegeEscalation"),
    tables=("AuditLogs", "AzureActivity"),
    every=timedelta(minutes=15),
    over=timedelta(minutes=30),
    account="Account",
    address="Address",
    query="""
let directory = AuditLogs
| where Category == "RoleManagement" and Result == "success"
| where OperationName has "Add member to role outside of PIM"
    or (OperationName == "Add member to role" and Identity !has "MS-PIM")
| project TimeGenerated, Account = tostring(InitiatedBy.user.userPrincipalName),
    Address = tostring(InitiatedBy.user.ipAddress), What = OperationName,
    To = tostring(TargetResources[0].userPrincipalName);
let azure = AzureActivity
| where OperationNameValue =~ "MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE"
| where ActivityStatusValue in~ ("Success", "Succeeded")
| extend ObjectId = tostring(Claims_d["http://schemas.microsoft.com/identity/claims/objectidentifier"])
| where Caller !in~ ({{deployers}}) and ObjectId !in~ ({{deployers}}) and Caller !has "MS-PIM"
| project TimeGenerated, Account = Caller, Address = CallerIpAddress, What = OperationNameValue, To = _ResourceId;
union directory, azure
""",
)
