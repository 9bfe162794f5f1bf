"""A privileged sign-in to Azure comes from outside the countries that conditional access allows."""

from datetime import timedelta

from components.analytics import Analytic, Severity

rule = Analytic(
    title="Sign-in to Azure from a country that is not allowed",
    why="Conditional access should have stopped it: a policy was changed, or an account is left out of it.",
    severity=Severity.HIGH,
    serves=("ACC-1", "ACC-2", "LOG-2"),
    tactics=("InitialAccess",),
    tables=("SigninLogs",),
    every=timedelta(minutes=15),
    over=timedelta(minutes=30),
    account="UserPrincipalName",
    address="IPAddress",
    query="""
SigninLogs
| extend Country = tostring(LocationDetails.countryOrRegion)
| where ResultType == "0" and isnotempty(Country) and Country !in ({{countries}})
| where AppId in ("797f4846-ba00-4fd7-ba43-dac1f8f63013", "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
    "04b07795-8ddb-461a-bbee-02f9e1bf7b46", "1950a258-227b-4e31-a9cf-717495945fc2")
| project TimeGenerated, UserPrincipalName, IPAddress, Country, AppDisplayName, ConditionalAccessStatus
""",
)
