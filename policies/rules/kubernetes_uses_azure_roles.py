"""Kubernetes clusters are authorized by Azure roles."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("ACC-4", "ACC-5"), iso27001=("5.15", "5.18"), soc2=("CC6.3",),
    types=("azure-native:containerservice:ManagedCluster",),
    why="Rights inside the cluster are otherwise outside of access reviews.",
    fix="Set aadProfile.enableAzureRBAC to true.",
    source="Azure Kubernetes Service: Azure RBAC for Kubernetes authorization",
    azure_policy=deny_unless_equal("Microsoft.ContainerService/managedClusters/aadProfile.enableAzureRBAC", True),
    good=[{"aadProfile": {"enableAzureRBAC": True}}],
    bad=[{"aadProfile": {"enableAzureRBAC": False}}, {}],
)  # fmt: skip


@rule.check
def azure_roles(cluster: Properties) -> Findings:
    if (value := at(cluster, "aadProfile", "enableAzureRBAC")) is not True:
        yield finding("aadProfile.enableAzureRBAC", value, allowed=(True,))
