"""Storage accounts allow no anonymous access to blobs."""

from policies.engine import CRITICAL, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=CRITICAL, serves=("NET-3", "TEN-1"), iso27001=("5.15", "8.3"), soc2=("CC6.1",),
    types=("azure-native:storage:StorageAccount",),
    why="One container set to public is then readable by anyone who guesses its name.",
    fix="Set allowBlobPublicAccess to false.",
    source="Azure Storage: remediate anonymous read access to blob data",
    azure_policy=deny_unless_equal(
        "Microsoft.Storage/storageAccounts/allowBlobPublicAccess", False, builtin="4fa4b6c0-31ca-4c0d-b10d-24b96f62a751"
    ),
    good=[{"allowBlobPublicAccess": False}],
    bad=[{"allowBlobPublicAccess": True}, {}],  # absent meant true for accounts made before August 2023
)  # fmt: skip


@rule.check
def no_public_blobs(account: Properties) -> Findings:
    if (allowed := account.get("allowBlobPublicAccess")) is not False:
        yield finding("allowBlobPublicAccess", allowed, allowed=(False,))


@rule.remediate
def forbid(account: dict[str, object]) -> dict[str, object]:
    return {"allowBlobPublicAccess": False}
