"""Storage accounts replicate objects only inside their own tenant."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("RES-2", "TEN-2"), iso27001=("5.14", "8.12"), soc2=("CC6.7",),
    types=("azure-native:storage:StorageAccount",),
    why="A replication policy could otherwise copy customer data to an account of somebody else, in any region.",
    fix="Set allowCrossTenantReplication to false.",
    source="Azure Storage: prevent object replication across Microsoft Entra tenants",
    azure_policy=deny_unless_equal(
        "Microsoft.Storage/storageAccounts/allowCrossTenantReplication",
        False,
        builtin="92a89a79-6c52-4a7e-a03f-61306fc49312",
    ),
    good=[{"allowCrossTenantReplication": False}],
    bad=[{"allowCrossTenantReplication": True}, {}],  # absent meant true for accounts made before December 2023
)  # fmt: skip


@rule.check
def own_tenant(account: Properties) -> Findings:
    if (value := account.get("allowCrossTenantReplication")) is not False:
        yield finding("allowCrossTenantReplication", value, allowed=(False,))
