"""AWS disks are encrypted, those that come with a machine too."""

from policies.engine import HIGH, Case, Findings, Properties, Rule, at, each, finding
from policies.engine.aws import ABOUT_AWS, aws

MACHINES = aws("ec2", "Instance")
DEFAULT = aws("ebs", "EncryptionByDefault")

rule = Rule(
    severity=HIGH, serves=("ENC-2",), iso27001=("8.24",), soc2=("CC6.1",),
    types=(*aws("ebs", "Volume", "SnapshotCopy"), *MACHINES, *DEFAULT, *aws("efs", "FileSystem")),
    why="A snapshot of a disk in the clear can be shared with any account.",
    fix="Set encrypted to true.",
    source="AWS EBS: encryption; EFS: encrypting data at rest",
    azure_policy=ABOUT_AWS,
    optional=("ebsBlockDevices", "enabled"),
    good=[
        {"encrypted": True},
        (MACHINES[0], {"rootBlockDevice": {"encrypted": True}, "ebsBlockDevices": [{"encrypted": True}]}),
        (DEFAULT[0], {"enabled": True}),
    ],
    bad=[
        {"encrypted": False},
        {},
        (MACHINES[0], {}),
        (MACHINES[0], {"rootBlockDevice": {"encrypted": True}, "ebsBlockDevices": [{"deviceName": "/dev/sdf"}]}),
        (DEFAULT[0], {"enabled": False}),
    ],
)  # fmt: skip


@rule.check
def encrypted(disk: Properties, case: Case) -> Findings:
    if case.resource.type in DEFAULT:
        places = [("enabled", disk.get("enabled", True))]
    elif case.resource.type in MACHINES:
        places = [("rootBlockDevice.encrypted", at(disk, "rootBlockDevice", "encrypted"))]
        places += [(f"{path}.encrypted", one.get("encrypted")) for path, one in each(disk, "ebsBlockDevices")]
    else:
        places = [("encrypted", disk.get("encrypted"))]
    for path, value in places:
        if value is not True:
            yield finding(path, value, allowed=(True,))
