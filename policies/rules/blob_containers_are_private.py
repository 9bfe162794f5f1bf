"""Blob containers are not readable without sign-in."""

from policies.engine import CRITICAL, Findings, Properties, Rule, finding, not_in_azure_policy

rule = Rule(
    severity=CRITICAL, serves=("NET-3", "TEN-1"), iso27001=("5.15", "8.3"), soc2=("CC6.1",),
    types=("azure-native:storage:BlobContainer",),
    why="Anyone who guesses a name reads the blob, or lists them all.",
    fix="Set publicAccess to None, or leave it out.",
    source="Azure Storage: configure anonymous read access for containers and blobs",
    azure_policy=not_in_azure_policy(
        "Azure Policy has no alias for publicAccess; storage_accounts_allow_no_public_blobs closes the whole account.",
        builtin="4fa4b6c0-31ca-4c0d-b10d-24b96f62a751",
    ),
    good=[{"publicAccess": "None"}, {}],
    bad=[{"publicAccess": "Blob"}, {"publicAccess": "Container"}],
)  # fmt: skip


@rule.check
def no_public_access(container: Properties) -> Findings:
    if (value := container.get("publicAccess")) not in (None, "None"):
        yield finding("publicAccess", value, allowed=("None",))
