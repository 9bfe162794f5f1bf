"""Immutable containers hold what they hold for six months at least, and let nothing be changed."""

from policies.engine import HIGH, Case, Findings, Properties, Rule, Setting, deny_below, finding

rule = Rule(
    severity=HIGH, serves=("GOV-3", "BAK-5", "LOG-1"), iso27001=("5.28", "8.15"), soc2=("CC7.3", "CC4.1"),
    types=("azure-native:storage:BlobContainerImmutabilityPolicy",),
    why="Evidence that can be changed proves nothing.",
    fix="Set immutabilityPeriodSinceCreationInDays to 184 or more.",
    source="Azure Storage: time-based retention policies for immutable blob data",
    azure_policy=deny_below(
        "Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies/"
        "immutabilityPeriodSinceCreationInDays",
        180,
    ),
    settings={"days": Setting(default=180, minimum=30, text="The fewest days that nothing may be changed.")},
    good=[{"immutabilityPeriodSinceCreationInDays": 365, "allowProtectedAppendWrites": False}],
    bad=[{"immutabilityPeriodSinceCreationInDays": 7}, {}],
)  # fmt: skip


@rule.check
def immutable(policy: Properties, case: Case) -> Findings:
    days, least = policy.get("immutabilityPeriodSinceCreationInDays"), case.settings["days"]
    if days is None or days < least:
        yield finding("immutabilityPeriodSinceCreationInDays", days, allowed=f"{least} days or more")
