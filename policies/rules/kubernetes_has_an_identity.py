"""Kubernetes clusters act as a managed identity."""

from policies.engine import MEDIUM, Findings, Properties, Rule, absent, any_of, at, deny_if, finding, not_in

MANAGED = ("SystemAssigned", "UserAssigned")

rule = Rule(
    severity=MEDIUM, serves=("ACC-4", "SDL-6"), iso27001=("5.17", "8.5"), soc2=("CC6.1",),
    types=("azure-native:containerservice:ManagedCluster",),
    why="A service principal's secret lies in states and on nodes, and somebody must remember to change it.",
    fix="Set identity.type to SystemAssigned or UserAssigned, and leave servicePrincipalProfile out.",
    source="Azure Kubernetes Service: use a managed identity",
    azure_policy=deny_if(
        any_of(absent("identity.type"), not_in("identity.type", MANAGED)),
        of="Microsoft.ContainerService/managedClusters", builtin="da6e2401-19da-4532-9141-fb8fbde08431",
    ),
    good=[{"identity": {"type": "SystemAssigned"}}, {"identity": {"type": "UserAssigned"}}],
    bad=[{"identity": {"type": "None"}}, {"servicePrincipalProfile": {"clientId": "c", "secret": "s"}}, {}],
)  # fmt: skip


@rule.check
def managed(cluster: Properties) -> Findings:
    if (value := at(cluster, "identity", "type")) not in MANAGED:
        yield finding("identity.type", value, allowed=MANAGED)
