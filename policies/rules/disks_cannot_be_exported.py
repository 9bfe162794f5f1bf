"""Managed disks can't be exported over the network."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_each, finding

ALLOWED = ("DenyAll", "AllowPrivate")

rule = Rule(
    severity=HIGH, serves=("NET-2", "TEN-2"), iso27001=("8.12", "8.20"), soc2=("CC6.6", "CC6.7"),
    types=("azure-native:compute:Disk", "azure-native:compute:Snapshot"),
    why="With one signed link a whole disk is copied to anywhere.",
    fix="Set networkAccessPolicy to DenyAll, or to AllowPrivate with a disk access.",
    source="Azure Compute: restrict import and export access to managed disks",
    azure_policy=deny_each(
        ("Microsoft.Compute/disks/networkAccessPolicy", "Microsoft.Compute/snapshots/networkAccessPolicy"),
        ALLOWED,
        builtin="8405fdab-1faf-48aa-b702-999c9c172094",
    ),
    good=[{"networkAccessPolicy": "DenyAll"}, {"networkAccessPolicy": "AllowPrivate"}],
    bad=[{"networkAccessPolicy": "AllowAll"}, {}],  # absent means AllowAll
)  # fmt: skip


@rule.check
def no_export(disk: Properties) -> Findings:
    if (value := disk.get("networkAccessPolicy")) not in ALLOWED:
        yield finding("networkAccessPolicy", value, allowed=ALLOWED)
