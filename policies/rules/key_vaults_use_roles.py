"""Key vaults are opened by roles, not by access policies of their own."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("ACC-1", "ACC-4", "ACC-5"), iso27001=("5.15", "5.18"), soc2=("CC6.3",),
    types=("azure-native:keyvault:Vault",),
    why="Access policies are outside of PIM and access reviews, and a Contributor can grant himself one.",
    fix="Set properties.enableRbacAuthorization to true and assign Key Vault roles.",
    source="Azure Key Vault: Azure RBAC versus access policies",
    azure_policy=deny_unless_equal(
        "Microsoft.KeyVault/vaults/enableRbacAuthorization", True, builtin="12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5"
    ),
    good=[{"properties": {"enableRbacAuthorization": True}}],
    bad=[{"properties": {"enableRbacAuthorization": False}}, {}, {"properties": {}}],
)  # fmt: skip


@rule.check
def by_roles(vault: Properties) -> Findings:
    if (value := at(vault, "properties", "enableRbacAuthorization")) is not True:
        yield finding("properties.enableRbacAuthorization", value, allowed=(True,))
