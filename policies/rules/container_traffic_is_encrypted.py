"""Container Apps of one environment speak TLS to each other."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_if, differs, finding

ENVIRONMENT = "Microsoft.App/managedEnvironments"

rule = Rule(
    severity=MEDIUM, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:app:ManagedEnvironment",),
    why="Between apps of an environment traffic is plain unless it is asked to be otherwise.",
    fix="Set peerAuthentication.mtls.enabled or peerTrafficConfiguration.encryption.enabled to true.",
    source="Azure Container Apps: peer-to-peer encryption",
    azure_policy=deny_if(
        differs(f"{ENVIRONMENT}/peerAuthentication.mtls.enabled", True),
        differs(f"{ENVIRONMENT}/peerTrafficConfiguration.encryption.enabled", True),
        of=ENVIRONMENT,
    ),
    good=[
        {"peerAuthentication": {"mtls": {"enabled": True}}},
        {"peerTrafficConfiguration": {"encryption": {"enabled": True}}},
    ],
    bad=[{"peerAuthentication": {"mtls": {"enabled": False}}}, {}],
)  # fmt: skip


@rule.check
def encrypted(environment: Properties) -> Findings:
    value = at(environment, "peerAuthentication", "mtls", "enabled")
    if value is not True and at(environment, "peerTrafficConfiguration", "encryption", "enabled") is not True:
        yield finding("peerAuthentication.mtls.enabled", value, allowed=(True,))
