"""Kubernetes clusters take patches by themselves."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_unless, finding

ALLOWED = ("patch", "stable", "rapid", "node-image")

rule = Rule(
    severity=MEDIUM, serves=("SDL-8",), iso27001=("8.8",), soc2=("CC7.1",),
    types=("azure-native:containerservice:ManagedCluster",),
    why="A version goes out of support within a year.",
    fix="Set autoUpgradeProfile.upgradeChannel to patch or stable.",
    source="Azure Kubernetes Service: auto-upgrade channels",
    azure_policy=deny_unless(
        "Microsoft.ContainerService/managedClusters/autoUpgradeProfile.upgradeChannel",
        ALLOWED,
        builtin="5c345cdf-2049-47e0-b8fe-b0e96bc2df35",
    ),
    good=[
        {"autoUpgradeProfile": {"upgradeChannel": "patch"}},
        {"autoUpgradeProfile": {"upgradeChannel": "stable"}},
        {"autoUpgradeProfile": {"upgradeChannel": "rapid"}},
        {"autoUpgradeProfile": {"upgradeChannel": "node-image"}},
    ],
    bad=[{"autoUpgradeProfile": {"upgradeChannel": "none"}}, {}],
)  # fmt: skip


@rule.check
def upgrades(cluster: Properties) -> Findings:
    if (value := at(cluster, "autoUpgradeProfile", "upgradeChannel")) not in ALLOWED:
        yield finding("autoUpgradeProfile.upgradeChannel", value, allowed=ALLOWED)
