"""Virtual machines check what they boot."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("SDL-8", "NET-2"), iso27001=("8.7", "8.9"), soc2=("CC6.8",),
    types=("azure-native:compute:VirtualMachine",),
    why="A boot kit hides below everything that looks for it.",
    fix="Set securityProfile.securityType to TrustedLaunch and secureBootEnabled and vTpmEnabled to true.",
    source="Azure Compute: Trusted Launch",
    azure_policy=deny_unless_equal(
        "Microsoft.Compute/virtualMachines/securityProfile.uefiSettings.secureBootEnabled",
        True,
        builtin="97566dd7-78ae-4997-8b36-1c7bfe0d8121",
    ),
    good=[{"securityProfile": {"uefiSettings": {"secureBootEnabled": True}}}],
    bad=[{"securityProfile": {"uefiSettings": {"secureBootEnabled": False}}}, {}],
)  # fmt: skip


@rule.check
def secure_boot(machine: Properties) -> Findings:
    if (value := at(machine, "securityProfile", "uefiSettings", "secureBootEnabled")) is not True:
        yield finding("securityProfile.uefiSettings.secureBootEnabled", value, allowed=(True,))
