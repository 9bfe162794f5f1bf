"""Linux machines take keys, not passwords."""

from policies.engine import (
    HIGH,
    Findings,
    Properties,
    Rule,
    any_of,
    at,
    deny_if,
    differs,
    equals,
    finding,
    has,
    present,
    same,
)

MACHINE = "Microsoft.Compute/virtualMachines"
DISK = f"{MACHINE}/storageProfile.osDisk"

rule = Rule(
    severity=HIGH, serves=("ACC-1", "ACC-2"), iso27001=("5.17", "8.5"), soc2=("CC6.1",),
    types=("azure-native:compute:VirtualMachine",),
    why="Passwords over SSH are guessed around the clock.",
    fix="Set osProfile.linuxConfiguration.disablePasswordAuthentication to true.",
    source="Azure Compute: Linux virtual machines, sign-in with SSH keys",
    azure_policy=deny_if(
        any_of(present(f"{MACHINE}/osProfile.linuxConfiguration"), equals(f"{DISK}.osType", "Linux")),
        differs(f"{MACHINE}/osProfile.linuxConfiguration.disablePasswordAuthentication", True),
        of=MACHINE,
    ),
    about=("osProfile.windowsConfiguration", "storageProfile.osDisk.osType"),
    optional=("osProfile",),  # a specialized image brings its users
    good=[
        {"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": True}}},
        {"osProfile": {"windowsConfiguration": {"provisionVMAgent": True}}},
    ],
    bad=[
        {"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": False}}},
        {"osProfile": {"linuxConfiguration": {}}},
        {"storageProfile": {"osDisk": {"osType": "Linux"}}, "osProfile": {"computerName": "vm"}},
    ],
)  # fmt: skip


@rule.check
def keys_only(machine: Properties) -> Findings:
    linux = has(at(machine, "osProfile"), "linuxConfiguration")
    linux = linux or same(at(machine, "storageProfile", "osDisk", "osType"), "Linux")
    value = at(machine, "osProfile", "linuxConfiguration", "disablePasswordAuthentication")
    if linux and value is not True:
        yield finding("osProfile.linuxConfiguration.disablePasswordAuthentication", value, allowed=(True,))
