"""Blob services keep former versions of each blob."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("BAK-1",), iso27001=("8.13",), soc2=("A1.2",),
    types=("azure-native:storage:BlobServiceProperties",),
    why="An overwritten blob is otherwise gone until the last backup, and ransomware overwrites.",
    fix="Set isVersioningEnabled to true.",
    source="Azure Storage: blob versioning",
    azure_policy=deny_unless_equal("Microsoft.Storage/storageAccounts/blobServices/isVersioningEnabled", True),
    good=[{"isVersioningEnabled": True}],
    bad=[{"isVersioningEnabled": False}, {}],
)  # fmt: skip


@rule.check
def versions(blobs: Properties) -> Findings:
    if (value := blobs.get("isVersioningEnabled")) is not True:
        yield finding("isVersioningEnabled", value, allowed=(True,))
