"""Every store of data is backed up into a vault, beyond what it keeps itself."""

from policies.engine import CRITICAL, Findings, Stack, StackRule, finding, known, not_in_azure_policy
from policies.engine.example import resource

STORES = (
    "azure-native:storage:StorageAccount",
    "azure-native:dbforpostgresql:Server",
    "azure-native:compute:Disk",
)
INSTANCES = (
    "azure-native:dataprotection:BackupInstance",
    "azure-native:recoveryservices:ProtectedItem",
    "azure-native:recoveryservices:ProtectionContainer",
)
HOLDS_NOTHING_TO_LOSE = ("public", "operational")  # a dataClass tag: made again from the program

ACCOUNT = resource("storage:StorageAccount", "content")
SERVER = resource("dbforpostgresql:Server", "db")
REPLICA = resource("dbforpostgresql:Server", "replica", {"createMode": "Replica"})
SITE = resource("storage:StorageAccount", "site", {"tags": {"dataClass": "public"}})


rule = StackRule(
    severity=CRITICAL, serves=("BAK-1", "BAK-5"), iso27001=("8.13",), soc2=("A1.2",),
    why="What a store keeps itself is gone with it, and native point-in-time restore ends after 35 days.",
    fix="Add a backup instance for it, or tag it with the dataClass public or operational if it can be made again.",
    source="Azure Backup: support matrices of blobs, disks and PostgreSQL flexible servers",
    azure_policy=not_in_azure_policy(
        "A Deny sees one resource at a time; Azure audits it from the store instead.",
        builtin="4510daf9-5abc-4d7d-a11d-d84416b814f6",
    ),
    good=[
        [ACCOUNT, resource("dataprotection:BackupInstance", "b", refers=("storage:StorageAccount/content",))],
        [SERVER, resource("dataprotection:BackupInstance", "b", {"dataSourceInfo": {"resourceID": SERVER.id.upper()}})],
        [REPLICA],  # its source is backed up
        [SITE],
    ],
    bad=[
        [ACCOUNT],
        [SERVER, resource("dataprotection:BackupInstance", "b", refers=("storage:StorageAccount/content",))],
        [ACCOUNT, resource("dataprotection:BackupVault", "v", refers=("storage:StorageAccount/content",))],
    ],
)  # fmt: skip


@rule.check
def backed_up(stack: Stack) -> Findings:
    instances = list(stack.of(*INSTANCES))
    for store in stack.of(*STORES):
        if known(store.properties, "createMode") == "Replica":
            continue
        if known(store.properties, "tags", "dataClass") in HOLDS_NOTHING_TO_LOSE:
            continue
        if not any(stack.refers(instance, store) for instance in instances):
            yield finding("backup", None, allowed="stores with a backup instance", at=store.urn)
