"""Storage accounts do not serve SFTP."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_if, equals, finding

rule = Rule(
    severity=MEDIUM, serves=("ACC-1", "NET-3"), iso27001=("8.20",), soc2=("CC6.6",),
    types=("azure-native:storage:StorageAccount",),
    why="SFTP signs in local users only, past Entra and its MFA.",
    fix="Set isSftpEnabled to false, or leave it out.",
    source="Azure Storage: SFTP support for Azure Blob Storage",
    azure_policy=deny_if(
        equals("Microsoft.Storage/storageAccounts/isSftpEnabled", True), of="Microsoft.Storage/storageAccounts"
    ),
    good=[{"isSftpEnabled": False}, {}],
    bad=[{"isSftpEnabled": True}],
)  # fmt: skip


@rule.check
def no_sftp(account: Properties) -> Findings:
    if (value := account.get("isSftpEnabled")) is True:
        yield finding("isSftpEnabled", value, allowed=(False,))
