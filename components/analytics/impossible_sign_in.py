"""One account signs in from two countries within an hour."""

from datetime import timedelta

from components.analytics import Analytic, Severity

rule = Analytic(
    title="Sign-in from two countries within an hour",
    why="Nobody travels that fast: one of the two is somebody else with the same password or token.",
    severity=Severity.HIGH,
    serves=("LOG-1", "LOG-2", "ACC-3"),
    tactics=("InitialAccess", "CredentialAccess"),
    tables=("SigninLogs",),
    over=timedelta(hours=2),
    account="UserPrincipalName",
    address="IPAddress",
    query="""
SigninLogs
| extend Country = tostring(LocationDetails.countryOrRegion)
| where ResultType == "0" and isnotempty(Country)
| sort by UserPrincipalName asc, TimeGenerated asc
| extend Before = prev(Country), BeforeUser = prev(UserPrincipalName), BeforeTime = prev(TimeGenerated),
    BeforeAddress = prev(IPAddress)
| where UserPrincipalName == BeforeUser and Country != Before and IPAddress != BeforeAddress
| where TimeGenerated - BeforeTime < 1h and TimeGenerated > ago(1h)
| project TimeGenerated, UserPrincipalName, IPAddress, Country, Before, BeforeAddress, BeforeTime, AppDisplayName
""",
)
