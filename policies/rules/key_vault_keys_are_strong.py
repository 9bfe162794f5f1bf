"""Keys in key vaults are long enough for years to come."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, finding, not_in_azure_policy

SHORTEST = 3072  # bits of RSA; the BSI's and the NIST's advice for use beyond 2030
CURVES = ("P-256", "P-384", "P-521")

rule = Rule(
    severity=MEDIUM, serves=("ENC-1", "ENC-4"), iso27001=("8.24",), soc2=("CC6.1",),
    types=("azure-native:keyvault:Key",),
    why="What is wrapped today is kept for years, and short keys will be broken first.",
    fix="Set properties.keySize to 3072 or more, or properties.curveName to P-256 or more.",
    source="Azure Key Vault: about keys; BSI TR-02102-1",
    azure_policy=not_in_azure_policy(
        "Keys made by the data plane are seen only by Azure's own provider mode.",
        builtin="82067dbb-e53b-4e06-b631-546d197452d9",
    ),
    optional=("properties.curveName",),
    good=[
        {"properties": {"kty": "RSA-HSM", "keySize": 3072}},
        {"properties": {"kty": "EC-HSM", "curveName": "P-256"}},
    ],
    bad=[
        {"properties": {"kty": "RSA", "keySize": 2048}},
        {"properties": {"kty": "RSA-HSM"}},  # absent means 2048
        {"properties": {"kty": "EC", "curveName": "P-256K"}},  # not FIPS approved
    ],
)  # fmt: skip


@rule.check
def strong(key: Properties) -> Findings:
    kind = str(at(key, "properties", "kty"))
    if kind.startswith("RSA") and ((size := at(key, "properties", "keySize")) is None or size < SHORTEST):
        yield finding("properties.keySize", size, allowed=f"{SHORTEST} bits or more")
    if kind.startswith("EC") and (curve := at(key, "properties", "curveName")) not in (None, *CURVES):
        yield finding("properties.curveName", curve, allowed=CURVES)
