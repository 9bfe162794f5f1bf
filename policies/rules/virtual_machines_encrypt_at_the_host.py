"""Virtual machines encrypt caches and temporary disks too."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("ENC-2",), iso27001=("8.24",), soc2=("CC6.1",),
    types=("azure-native:compute:VirtualMachine",),
    why="Disk encryption leaves temporary disks and caches on the host in clear.",
    fix="Set securityProfile.encryptionAtHost to true.",
    source="Azure Compute: encryption at host",
    azure_policy=deny_unless_equal(
        "Microsoft.Compute/virtualMachines/securityProfile.encryptionAtHost",
        True,
        builtin="fc4d8e41-e223-45ea-9bf5-eada37891d87",
    ),
    good=[{"securityProfile": {"encryptionAtHost": True}}],
    bad=[{"securityProfile": {"encryptionAtHost": False}}, {}, {"securityProfile": {}}],
)  # fmt: skip


@rule.check
def at_host(machine: Properties) -> Findings:
    if (value := at(machine, "securityProfile", "encryptionAtHost")) is not True:
        yield finding("securityProfile.encryptionAtHost", value, allowed=(True,))
