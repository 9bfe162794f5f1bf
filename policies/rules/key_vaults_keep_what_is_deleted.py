"""Key vaults keep deleted keys and secrets for 90 days."""

from policies.engine import HIGH, Case, Findings, Properties, Rule, Setting, any_of, at, deny_if, equals, finding

VAULT = "Microsoft.KeyVault/vaults"

rule = Rule(
    severity=HIGH, serves=("ENC-3", "BAK-1", "SDL-6"), iso27001=("8.13", "8.24"), soc2=("A1.2", "CC6.1"),
    types=("azure-native:keyvault:Vault",),
    why="A deleted key makes everything that it wraps unreadable; days are needed to notice and recover it.",
    fix="Leave properties.enableSoftDelete on and set properties.softDeleteRetentionInDays to 90.",
    source="Azure Key Vault: soft-delete overview",
    azure_policy=deny_if(
        any_of(
            equals(f"{VAULT}/enableSoftDelete", False),
            {"field": f"{VAULT}/softDeleteRetentionInDays", "less": 90},
        ),
        of=VAULT, builtin="1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d",
    ),
    settings={"days": Setting(default=90, minimum=7, text="The fewest days that what is deleted is kept.")},
    optional=("properties",),
    good=[{"properties": {"enableSoftDelete": True, "softDeleteRetentionInDays": 90}}, {"properties": {}}],
    bad=[{"properties": {"enableSoftDelete": False}}, {"properties": {"softDeleteRetentionInDays": 7}}],
)  # fmt: skip


@rule.check
def kept(vault: Properties, case: Case) -> Findings:
    if at(vault, "properties", "enableSoftDelete") is False:
        yield finding("properties.enableSoftDelete", False, allowed=(True,))
    days, least = at(vault, "properties", "softDeleteRetentionInDays"), case.settings["days"]
    if days is not None and days < least:
        yield finding("properties.softDeleteRetentionInDays", days, allowed=f"{least} days or more")
