"""Somebody signs in, or tries to, with an account that is kept for emergencies."""

from datetime import timedelta

from components.analytics import Analytic, Severity

rule = Analytic(
    title="A break-glass account is used",
    why="It is outside of conditional access: each use is an emergency, a test that was announced, or an attack.",
    severity=Severity.HIGH,
    serves=("ACC-1", "ACC-3", "LOG-2"),
    tactics=("InitialAccess", "PrivilegeEscalation"),
    tables=("SigninLogs", "AuditLogs"),
    every=timedelta(minutes=5),
    over=timedelta(minutes=15),  # records arrive some minutes late
    account="Account",
    address="Address",
    query="""
let emergency = {{break_glass}};
let signed_in = SigninLogs
| where UserId in~ (emergency)
| project TimeGenerated, Account = UserPrincipalName, Address = IPAddress,
    What = strcat("sign-in, result ", ResultType);
let acted = AuditLogs
| where tostring(InitiatedBy.user.id) in~ (emergency)
| project TimeGenerated, Account = tostring(InitiatedBy.user.userPrincipalName),
    Address = tostring(InitiatedBy.user.ipAddress), What = OperationName;
union signed_in, acted
""",
)
