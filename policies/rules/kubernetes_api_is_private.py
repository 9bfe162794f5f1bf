"""The API of Kubernetes clusters can't be reached from the internet."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("NET-2", "ACC-1"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:containerservice:ManagedCluster",),
    why="The API commands every workload and reads every secret of the cluster.",
    fix="Set apiServerAccessProfile.enablePrivateCluster to true.",
    source="Azure Kubernetes Service: private clusters",
    azure_policy=deny_unless_equal(
        "Microsoft.ContainerService/managedClusters/apiServerAccessProfile.enablePrivateCluster",
        True,
        builtin="040732e8-d947-40b8-95d6-854c95024bf8",
    ),
    good=[{"apiServerAccessProfile": {"enablePrivateCluster": True}}],
    bad=[{"apiServerAccessProfile": {"enablePrivateCluster": False}}, {}],
)  # fmt: skip


@rule.check
def private(cluster: Properties) -> Findings:
    if (value := at(cluster, "apiServerAccessProfile", "enablePrivateCluster")) is not True:
        yield finding("apiServerAccessProfile.enablePrivateCluster", value, allowed=(True,))
