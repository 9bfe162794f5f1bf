"""The web application firewall blocks far more than it does in a usual hour."""

from datetime import timedelta

from components.analytics import Analytic, Severity

rule = Analytic(
    title="The firewall blocks five times its usual hour",
    why="A scan or an attack is under way; what it doesn't block may have come through.",
    severity=Severity.MEDIUM,
    serves=("NET-1", "LOG-2"),
    tactics=("InitialAccess", "PreAttack"),
    tables=("AzureDiagnostics",),
    over=timedelta(days=7),
    address="Address",
    query="""
let blocked = AzureDiagnostics
| where Category == "FrontDoorWebApplicationFirewallLog" and action_s =~ "Block";
let usual = toscalar(blocked
| where TimeGenerated < ago(1h)
| summarize Hour = count() by bin(TimeGenerated, 1h)
| summarize avg(Hour));
blocked
| where TimeGenerated >= ago(1h)
| summarize Blocked = count(), Addresses = dcount(clientIP_s), Address = take_any(clientIP_s),
    Rules = make_set(ruleName_s, 10)
| where Blocked > 100 and Blocked > 5 * coalesce(usual, 0.0)
| extend Usual = usual
""",
)
