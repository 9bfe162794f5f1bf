"""Front Door profiles are of the Premium tier."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("NET-1", "NET-2"), iso27001=("8.20",), soc2=("CC6.6",),
    types=("azure-native:cdn:Profile",),
    why="Only Premium has managed firewall rules, bot rules and private links to origins.",
    fix="Set sku.name to Premium_AzureFrontDoor.",
    source="Azure Front Door: tier comparison",
    azure_policy=deny_unless_equal(
        "Microsoft.Cdn/profiles/sku.name", "Premium_AzureFrontDoor", builtin="dfc212af-17ea-423a-9dcb-91e2cb2caa6b"
    ),
    good=[{"sku": {"name": "Premium_AzureFrontDoor"}}],
    bad=[{"sku": {"name": "Standard_AzureFrontDoor"}}, {"sku": {"name": "Standard_Microsoft"}}, {}],
)  # fmt: skip


@rule.check
def premium(profile: Properties) -> Findings:
    if (value := at(profile, "sku", "name")) != "Premium_AzureFrontDoor":
        yield finding("sku.name", value, allowed=("Premium_AzureFrontDoor",))
