"""Key vaults can't be purged before their retention ends."""

from policies.engine import CRITICAL, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=CRITICAL, serves=("ENC-3", "BAK-1", "SDL-6"), iso27001=("8.24", "8.13"), soc2=("CC6.1", "A1.2"),
    types=("azure-native:keyvault:Vault",),
    why="Whoever purges the keys has destroyed everything that they encrypt, backups included.",
    fix="Set properties.enablePurgeProtection to true; it can't be taken back.",
    source="Azure Key Vault: soft-delete and purge protection",
    azure_policy=deny_unless_equal(
        "Microsoft.KeyVault/vaults/enablePurgeProtection", True, builtin="0b60c0b2-2dc2-4e1c-b5c9-abbed971de53"
    ),
    good=[{"properties": {"enablePurgeProtection": True}}],
    bad=[{"properties": {"enablePurgeProtection": False}}, {"properties": {}}, {}],
)  # fmt: skip


@rule.check
def purge_protection(vault: Properties) -> Findings:
    if (protected := at(vault, "properties", "enablePurgeProtection")) is not True:
        yield finding("properties.enablePurgeProtection", protected, allowed=(True,))
