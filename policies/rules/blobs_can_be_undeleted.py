"""Blob services keep deleted blobs and containers for a while."""

from policies.engine import (
    HIGH,
    Case,
    Findings,
    Properties,
    Rule,
    Setting,
    absent,
    any_of,
    below,
    deny_if,
    differs,
    finding,
)

BLOBS = "Microsoft.Storage/storageAccounts/blobServices"
POLICIES = ("deleteRetentionPolicy", "containerDeleteRetentionPolicy")

rule = Rule(
    severity=HIGH, serves=("BAK-1",), iso27001=("8.13",), soc2=("A1.2",),
    types=("azure-native:storage:BlobServiceProperties",),
    why="A deletion by mistake or by an attacker is otherwise final until the last backup.",
    fix="Enable the policy with the allowed number of days.",
    source="Azure Storage: soft delete for blobs; soft delete for containers",
    azure_policy=deny_if(
        any_of(
            *(differs(f"{BLOBS}/{policy}.enabled", True) for policy in POLICIES),
            *(absent(f"{BLOBS}/{policy}.days") for policy in POLICIES),
            *(below(f"{BLOBS}/{policy}.days", 7) for policy in POLICIES),
        ),
        of=BLOBS,
    ),
    settings={"days": Setting(default=7, minimum=1, text="The fewest days that what is deleted is kept.")},
    good=[{policy: {"enabled": True, "days": 29} for policy in POLICIES}],
    bad=[
        {"deleteRetentionPolicy": {"enabled": True, "days": 29}},
        {policy: {"enabled": False} for policy in POLICIES},
        {policy: {"enabled": True, "days": 1} for policy in POLICIES},
        {},
    ],
)  # fmt: skip


@rule.check
def undelete(blobs: Properties, case: Case) -> Findings:
    least = case.settings["days"]
    for name in POLICIES:
        policy = blobs.get(name) or {}
        if (enabled := policy.get("enabled")) is not True:
            yield finding(f"{name}.enabled", enabled, allowed=(True,))
        elif (days := policy.get("days")) is None or days < least:
            yield finding(f"{name}.days", days, allowed=f"{least} days or more")
