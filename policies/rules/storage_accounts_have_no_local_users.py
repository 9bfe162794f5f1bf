"""Storage accounts have no users of their own."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("ACC-1", "ACC-2"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:storage:StorageAccount",),
    why="Local users sign in with passwords or keys that Entra does not know, so without MFA and reviews.",
    fix="Set isLocalUserEnabled to false.",
    source="Azure Storage: SFTP support, local users",
    azure_policy=deny_unless_equal("Microsoft.Storage/storageAccounts/isLocalUserEnabled", False),
    good=[{"isLocalUserEnabled": False}],
    bad=[{"isLocalUserEnabled": True}, {}],
)  # fmt: skip


@rule.check
def no_local_users(account: Properties) -> Findings:
    if (value := account.get("isLocalUserEnabled")) is not False:
        yield finding("isLocalUserEnabled", value, allowed=(False,))
