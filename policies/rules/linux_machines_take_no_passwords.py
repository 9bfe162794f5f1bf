"""Linux machines take keys, not passwords."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_if, equals, finding

rule = Rule(
    severity=HIGH, serves=("ACC-1", "ACC-2"), iso27001=("5.17", "8.5"), soc2=("CC6.1",),
    types=("azure-native:compute:VirtualMachine",),
    why="Passwords over SSH are guessed around the clock.",
    fix="Set osProfile.linuxConfiguration.disablePasswordAuthentication to true.",
    source="Azure Compute: Linux virtual machines, sign-in with SSH keys",
    azure_policy=deny_if(
        equals("Microsoft.Compute/virtualMachines/osProfile.linuxConfiguration.disablePasswordAuthentication", False),
        of="Microsoft.Compute/virtualMachines",
    ),
    good=[{"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": True}}}, {}],
    bad=[{"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": False}}}],
)  # fmt: skip


@rule.check
def keys_only(machine: Properties) -> Findings:
    if (value := at(machine, "osProfile", "linuxConfiguration", "disablePasswordAuthentication")) is False:
        yield finding("osProfile.linuxConfiguration.disablePasswordAuthentication", value, allowed=(True,))
