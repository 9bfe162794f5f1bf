"""Somebody tries to purge a vault or what is in it: purge protection refuses, and the try matters."""

from datetime import timedelta

from components.analytics import Analytic, Severity, Where

rule = Analytic(
    title="Somebody tries to purge a vault or a key",
    why="Without its keys, customers' content can't be read again; nobody has a reason to purge.",
    severity=Severity.HIGH,
    serves=("ENC-4", "SDL-6", "LOG-2"),
    tactics=("Impact",),
    tables=("AzureDiagnostics", "AzureActivity"),
    where=Where.EVERY_REGION,
    every=timedelta(minutes=15),
    over=timedelta(minutes=30),
    account="Account",
    address="Address",
    resource="Vault",
    query="""
let inside = AzureDiagnostics
| where ResourceProvider == "MICROSOFT.KEYVAULT"
| where OperationName in ("VaultPurge", "KeyPurge", "SecretPurge", "CertificatePurge")
| project TimeGenerated, Account = coalesce(column_ifexists("identity_claim_upn_s", ""),
    column_ifexists("identity_claim_oid_g", "")), Address = CallerIPAddress, Vault = _ResourceId,
    What = OperationName, Outcome = column_ifexists("ResultSignature", "");
let above = AzureActivity
| where OperationNameValue =~ "MICROSOFT.KEYVAULT/LOCATIONS/DELETEDVAULTS/PURGE/ACTION"
| project TimeGenerated, Account = Caller, Address = CallerIpAddress, Vault = _ResourceId, What = OperationNameValue,
    Outcome = ActivityStatusValue;
union isfuzzy=true inside, above
""",
)
