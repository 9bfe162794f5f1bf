"""Many failed sign-ins to the directory from one address, or to one account."""

from components.analytics import Analytic, Severity

rule = Analytic(
    title="Many failed sign-ins",
    why="Somebody guesses passwords: many accounts from one address, or one account from many.",
    severity=Severity.MEDIUM,
    serves=("LOG-1", "LOG-2"),
    tactics=("CredentialAccess",),
    tables=("SigninLogs",),
    account="Account",
    address="Address",
    query="""
let failed = SigninLogs
| where ResultType in ("50053", "50055", "50056", "50126");
let from_one_address = failed
| summarize Tries = count(), Accounts = dcount(UserPrincipalName), Account = take_any(UserPrincipalName) by IPAddress
| where Accounts > 10
| project Account, Address = IPAddress, Tries, Accounts;
let to_one_account = failed
| summarize Tries = count(), Addresses = dcount(IPAddress), Address = take_any(IPAddress) by UserPrincipalName
| where Tries > 30
| project Account = UserPrincipalName, Address, Tries, Addresses;
union from_one_address, to_one_account
""",
)
