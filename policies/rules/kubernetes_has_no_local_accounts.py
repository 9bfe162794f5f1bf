"""Kubernetes clusters are administered by Entra accounts only."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("ACC-1", "ACC-2"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:containerservice:ManagedCluster",),
    why="The built-in administrator is a certificate that names nobody and outlives everybody.",
    fix="Set disableLocalAccounts to true.",
    source="Azure Kubernetes Service: manage local accounts",
    azure_policy=deny_unless_equal(
        "Microsoft.ContainerService/managedClusters/disableLocalAccounts",
        True,
        builtin="993c2fcd-2b29-49d2-9eb0-df2c3a730c32",
    ),
    good=[{"disableLocalAccounts": True}],
    bad=[{"disableLocalAccounts": False}, {}],
)  # fmt: skip


@rule.check
def entra_only(cluster: Properties) -> Findings:
    if (value := cluster.get("disableLocalAccounts")) is not True:
        yield finding("disableLocalAccounts", value, allowed=(True,))
