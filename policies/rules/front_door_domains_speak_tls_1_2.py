"""Front Door domains speak TLS 1.2 or higher."""

from policies.engine import (
    HIGH,
    Findings,
    Properties,
    Rule,
    absent,
    all_of,
    any_of,
    at,
    deny_if,
    equals,
    finding,
    not_in,
    present,
)

SAFE = ("TLS12", "TLS13")
OLD_SUITES, NEW_SUITES = "TLS10_2019", ("TLS12_2022", "TLS12_2023")
TLS = "Microsoft.Cdn/profiles/customDomains/tlsSettings"

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:cdn:AFDCustomDomain",),
    why="Older versions can be read on the way.",
    fix="Set tlsSettings.minimumTlsVersion to TLS12 and a cipherSuiteSetType of 2022 or later.",
    source="Azure Front Door: TLS policy",
    azure_policy=deny_if(
        any_of(
            equals(f"{TLS}.cipherSuiteSetType", OLD_SUITES),
            all_of(present(f"{TLS}.minimumTlsVersion"), not_in(f"{TLS}.minimumTlsVersion", SAFE)),
            all_of(absent(f"{TLS}.minimumTlsVersion"), not_in(f"{TLS}.cipherSuiteSetType", NEW_SUITES)),
        ),
        of="Microsoft.Cdn/profiles/customDomains", builtin="679da822-78a7-4eff-8fff-a899454a9970",
    ),
    good=[{"tlsSettings": {"minimumTlsVersion": "TLS12"}}, {"tlsSettings": {"cipherSuiteSetType": "TLS12_2023"}}],
    bad=[
        {"tlsSettings": {"minimumTlsVersion": "TLS10"}},
        {"tlsSettings": {"minimumTlsVersion": "TLS12", "cipherSuiteSetType": "TLS10_2019"}},
        {"tlsSettings": {}},
        {},  # a domain without certificate
    ],
)  # fmt: skip


@rule.check
def tls(domain: Properties) -> Findings:
    suites, version = at(domain, "tlsSettings", "cipherSuiteSetType"), at(domain, "tlsSettings", "minimumTlsVersion")
    if suites == OLD_SUITES:
        yield finding("tlsSettings.cipherSuiteSetType", suites, allowed=NEW_SUITES)
    if version not in SAFE and not (version is None and suites in NEW_SUITES):
        yield finding("tlsSettings.minimumTlsVersion", version, allowed=SAFE)
