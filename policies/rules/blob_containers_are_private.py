"""Blob containers are not readable without sign-in."""

from policies.engine import CRITICAL, Findings, Properties, Rule, deny_if, finding, not_in, present

rule = Rule(
    severity=CRITICAL, serves=("NET-3", "TEN-1"), iso27001=("5.15", "8.3"), soc2=("CC6.1",),
    types=("azure-native:storage:BlobContainer",),
    why="Anyone who guesses a name reads the blob, or lists them all.",
    fix="Set publicAccess to None, or leave it out.",
    source="Azure Storage: configure anonymous read access for containers and blobs",
    azure_policy=deny_if(
        present("Microsoft.Storage/storageAccounts/blobServices/containers/publicAccess"),
        not_in("Microsoft.Storage/storageAccounts/blobServices/containers/publicAccess", ("None",)),
        of="Microsoft.Storage/storageAccounts/blobServices/containers",
    ),
    good=[{"publicAccess": "None"}, {}],
    bad=[{"publicAccess": "Blob"}, {"publicAccess": "Container"}],
)  # fmt: skip


@rule.check
def no_public_access(container: Properties) -> Findings:
    if (value := container.get("publicAccess")) not in (None, "None"):
        yield finding("publicAccess", value, allowed=("None",))
