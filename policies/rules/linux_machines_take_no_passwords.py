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
    is_in,
    present,
    same,
)

MACHINE = "Microsoft.Compute/virtualMachines"
DISK = f"{MACHINE}/storageProfile.osDisk"
# Azure's endorsed distributions: without a configuration for Linux their images take the password.
PUBLISHERS = (
    "Canonical", "Debian", "RedHat", "SUSE", "Oracle", "almalinux", "resf", "kinvolk", "OpenLogic",
    "MicrosoftCBLMariner",
)  # fmt: skip

rule = Rule(
    severity=HIGH, serves=("ACC-1", "ACC-2"), iso27001=("5.17", "8.5"), soc2=("CC6.1",),
    types=("azure-native:compute:VirtualMachine",),
    why="Passwords over SSH are guessed around the clock.",
    fix="Set osProfile.linuxConfiguration.disablePasswordAuthentication to true.",
    source="Azure Compute: Linux virtual machines, sign-in with SSH keys",
    azure_policy=deny_if(
        any_of(
            present(f"{MACHINE}/osProfile.linuxConfiguration"), equals(f"{DISK}.osType", "Linux"),
            is_in(f"{MACHINE}/storageProfile.imageReference.publisher", PUBLISHERS),
        ),
        differs(f"{MACHINE}/osProfile.linuxConfiguration.disablePasswordAuthentication", True),
        of=MACHINE,
    ),
    about=("osProfile.windowsConfiguration", "storageProfile.osDisk.osType", "storageProfile.imageReference.publisher"),
    optional=("osProfile",),  # a specialized image brings its users
    good=[
        {"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": True}}},
        {"osProfile": {"windowsConfiguration": {"provisionVMAgent": True}}},
    ],
    bad=[
        {"osProfile": {"linuxConfiguration": {"disablePasswordAuthentication": False}}},
        {"osProfile": {"linuxConfiguration": {}}},
        {"storageProfile": {"osDisk": {"osType": "Linux"}}, "osProfile": {"computerName": "vm"}},
        {"storageProfile": {"imageReference": {"publisher": "Canonical"}}, "osProfile": {"adminPassword": "x"}},
    ],
)  # fmt: skip


@rule.check
def keys_only(machine: Properties) -> Findings:
    linux = has(at(machine, "osProfile"), "linuxConfiguration")
    linux = linux or same(at(machine, "storageProfile", "osDisk", "osType"), "Linux")
    publisher = at(machine, "storageProfile", "imageReference", "publisher")
    linux = linux or any(same(publisher, each) for each in PUBLISHERS)
    value = at(machine, "osProfile", "linuxConfiguration", "disablePasswordAuthentication")
    if linux and value is not True:
        yield finding("osProfile.linuxConfiguration.disablePasswordAuthentication", value, allowed=(True,))
