"""Key vaults can't be reached from the internet."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_unless, finding

ALLOWED = ("Disabled", "disabled")

rule = Rule(
    severity=HIGH, serves=("NET-2", "SDL-6", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:keyvault:Vault",),
    why="The keys to everything should answer only inside the network.",
    fix="Set properties.publicNetworkAccess to Disabled and make a private endpoint.",
    source="Azure Key Vault: network security",
    azure_policy=deny_unless(
        "Microsoft.KeyVault/vaults/publicNetworkAccess", ALLOWED, builtin="405c5871-3e91-4644-8a63-58e19d68ff5b"
    ),
    good=[{"properties": {"publicNetworkAccess": "Disabled"}}, {"properties": {"publicNetworkAccess": "disabled"}}],
    bad=[{"properties": {"publicNetworkAccess": "Enabled"}}, {}],  # absent means enabled
)  # fmt: skip


@rule.check
def private(vault: Properties) -> Findings:
    if (value := at(vault, "properties", "publicNetworkAccess")) not in ALLOWED:
        yield finding("properties.publicNetworkAccess", value, allowed=ALLOWED)
