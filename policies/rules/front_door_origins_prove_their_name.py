"""Front Door checks the certificates of its origins."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_if, equals, finding

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:cdn:AFDOrigin",),
    why="Without the check, whoever holds any certificate can stand in for the origin.",
    fix="Set enforceCertificateNameCheck to true.",
    source="Azure Front Door: end-to-end TLS, certificate subject name check",
    azure_policy=deny_if(
        equals("Microsoft.Cdn/profiles/originGroups/origins/enforceCertificateNameCheck", False),
        of="Microsoft.Cdn/profiles/originGroups/origins",
    ),
    good=[{"enforceCertificateNameCheck": True}, {}],
    bad=[{"enforceCertificateNameCheck": False}],
)  # fmt: skip


@rule.check
def checks_names(origin: Properties) -> Findings:
    if (value := origin.get("enforceCertificateNameCheck")) is False:
        yield finding("enforceCertificateNameCheck", value, allowed=(True,))
