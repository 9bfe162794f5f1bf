"""Keys in key vaults live in hardware security modules."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_unless, finding

ALLOWED = ("RSA-HSM", "EC-HSM")

rule = Rule(
    severity=HIGH, serves=("ENC-4",), iso27001=("8.24",), soc2=("CC6.1",),
    types=("azure-native:keyvault:Key",),
    why="FIPS 140 level 2 and above is promised, and only the hardware modules have it at level 3.",
    fix="Set properties.kty to RSA-HSM or EC-HSM, in a vault of the premium tier.",
    source="Azure Key Vault: about keys, compliance",
    azure_policy=deny_unless(
        "Microsoft.KeyVault/vaults/keys/kty", ALLOWED, builtin="587c79fe-dd04-4a5e-9d0b-f89598c7261b"
    ),
    good=[{"properties": {"kty": "RSA-HSM"}}, {"properties": {"kty": "EC-HSM"}}],
    bad=[{"properties": {"kty": "RSA"}}, {"properties": {"kty": "EC"}}, {}, {"properties": {}}],
)  # fmt: skip


@rule.check
def in_hardware(key: Properties) -> Findings:
    if (value := at(key, "properties", "kty")) not in ALLOWED:
        yield finding("properties.kty", value, allowed=ALLOWED)
