"""Every store of customer data and every vault is locked against deletion."""

from policies.engine import HIGH, Findings, Stack, StackRule, finding, known, not_in_azure_policy
from policies.engine.example import resource

STORES = (
    "azure-native:storage:StorageAccount",
    "azure-native:dbforpostgresql:Server",
    "azure-native:keyvault:Vault",
    "azure-native:dataprotection:BackupVault",
    "azure-native:recoveryservices:Vault",
    "azure-native:sql:Database",
    "azure-native:cosmosdb:DatabaseAccount",
)
LOCKS = ("azure-native:authorization:ManagementLockByScope", "azure-native:authorization:ManagementLockAtResourceLevel")
MADE_AGAIN = ("public", "operational")  # a dataClass tag: made again from the program

VAULT = resource("keyvault:Vault", "keys")

rule = StackRule(
    severity=HIGH, serves=("BAK-1", "SDL-7"), iso27001=("8.13", "8.32"), soc2=("A1.2", "CC8.1"),
    why="A deletion takes effect at once, and for some services takes the automated backups along.",
    fix="Add a management lock CanNotDelete with the resource as its scope.",
    source="Azure Resource Manager: lock your resources",
    azure_policy=not_in_azure_policy("A Deny sees one resource at a time."),
    good=[
        [VAULT, resource("authorization:ManagementLockByScope", "lock", refers=("keyvault:Vault/keys",))],
        [resource("storage:StorageAccount", "site", {"tags": {"dataClass": "public"}})],
        [resource("dbforpostgresql:Server", "replica", {"createMode": "Replica"})],
    ],
    bad=[
        [VAULT],
        [VAULT, resource("authorization:ManagementLockByScope", "lock", refers=("keyvault:Vault/other",))],
    ],
)  # fmt: skip


@rule.check
def locked(stack: Stack) -> Findings:
    locks = list(stack.of(*LOCKS))
    for store in stack.of(*STORES):
        keeps_nothing = known(store.properties, "tags", "dataClass") in MADE_AGAIN
        vault = store.type.endswith("Vault")
        if known(store.properties, "createMode") == "Replica" or (keeps_nothing and not vault):
            continue
        if not any(stack.refers(lock, store) for lock in locks):
            yield finding("lock", None, allowed="stores with a CanNotDelete lock", at=store.urn)
