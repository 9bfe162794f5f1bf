"""Drift as it happens: somebody other than the pipeline changes or deletes a resource."""

from datetime import timedelta

from components.analytics import Analytic, Severity

rule = Analytic(
    title="A resource is changed outside of the pipeline",
    why="Unreviewed, untested, and undone by the next deployment; or made by somebody who shouldn't be there.",
    severity=Severity.MEDIUM,
    serves=("SDL-1", "SDL-7", "ACC-3"),
    tactics=("Persistence", "DefenseEvasion"),
    tables=("AzureActivity",),
    every=timedelta(minutes=30),
    over=timedelta(hours=1),
    account="Caller",
    address="CallerIpAddress",
    query="""
AzureActivity
| where CategoryValue == "Administrative" and ActivityStatusValue in~ ("Success", "Succeeded")
| where OperationNameValue endswith "/write" or OperationNameValue endswith "/delete"
| extend ObjectId = tostring(Claims_d["http://schemas.microsoft.com/identity/claims/objectidentifier"])
| where isnotempty(Caller) and Caller !in~ ({{deployers}}) and ObjectId !in~ ({{deployers}})
| where OperationNameValue !startswith "MICROSOFT.RESOURCES/DEPLOYMENTS"
| summarize Changes = count(), Resources = make_set(_ResourceId, 20), Operations = make_set(OperationNameValue, 20),
    CallerIpAddress = take_any(CallerIpAddress) by Caller
""",
)
