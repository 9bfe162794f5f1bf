"""Azure firewalls are of the Premium tier."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_each, finding

rule = Rule(
    severity=MEDIUM, serves=("NET-2",), iso27001=("8.20",), soc2=("CC6.6",),
    types=("azure-native:network:AzureFirewall", "azure-native:network:FirewallPolicy"),
    why="Only Premium looks for intrusions; in the others the policy's setting does nothing.",
    fix="Set sku.tier to Premium.",
    source="Azure Firewall: choose the right SKU; Premium features",
    azure_policy=deny_each(
        ("Microsoft.Network/azureFirewalls/sku.tier", "Microsoft.Network/firewallPolicies/sku.tier"), ("Premium",),
        builtin="8c19196d-7fd7-45b2-a9b4-7288f47c769a",
    ),
    good=[{"sku": {"name": "AZFW_VNet", "tier": "Premium"}}],
    bad=[{"sku": {"tier": "Standard"}}, {"sku": {"tier": "Basic"}}, {}],
)  # fmt: skip


@rule.check
def premium(firewall: Properties) -> Findings:
    if (tier := at(firewall, "sku", "tier")) != "Premium":
        yield finding("sku.tier", tier, allowed=("Premium",))
