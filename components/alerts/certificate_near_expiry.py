"""A certificate, key or secret of the vault is about to expire."""

from datetime import timedelta

from components.alerts import Log

alert = Log(
    title="A certificate, key or secret expires soon",
    why="Renewal should have happened by itself thirty days before: it has failed.",
    serves=("ENC-1", "SDL-6", "LOG-2"),
    tables=("AzureDiagnostics",),
    every=timedelta(days=1),
    over=timedelta(days=1),
    query="""
AzureDiagnostics
| where ResourceProvider == "MICROSOFT.KEYVAULT"
| where OperationName in ("CertificateNearExpiryEventGridNotification", "KeyNearExpiryEventGridNotification",
    "SecretNearExpiryEventGridNotification")
| project TimeGenerated, OperationName, Resource, _ResourceId
""",
)
