"""Storage accounts take Entra sign-in only, no account keys."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("ACC-1", "SDL-6"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:storage:StorageAccount",),
    why="An account key opens everything, names nobody and never expires.",
    fix="Set allowSharedKeyAccess to false and grant roles for blob data.",
    source="Azure Storage: prevent Shared Key authorization",
    azure_policy=deny_unless_equal(
        "Microsoft.Storage/storageAccounts/allowSharedKeyAccess",
        False,
        builtin="8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54",
    ),
    good=[{"allowSharedKeyAccess": False}],
    bad=[{"allowSharedKeyAccess": True}, {}],  # absent means true
)  # fmt: skip


@rule.check
def entra_only(account: Properties) -> Findings:
    if (value := account.get("allowSharedKeyAccess")) is not False:
        yield finding("allowSharedKeyAccess", value, allowed=(False,))
