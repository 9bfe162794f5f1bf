"""Storage accounts can't be reached from the internet."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless, finding

ALLOWED = ("Disabled", "SecuredByPerimeter")

rule = Rule(
    severity=HIGH, serves=("NET-2", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:storage:StorageAccount",),
    why="A leaked credential is then usable from anywhere.",
    fix="Set publicNetworkAccess to Disabled and reach the account by a private endpoint.",
    source="Azure Storage: change the default network access rule",
    azure_policy=deny_unless(
        "Microsoft.Storage/storageAccounts/publicNetworkAccess",
        ALLOWED,
        builtin="b2982f36-99f2-4db5-8eff-283140c09693",
    ),
    good=[{"publicNetworkAccess": "Disabled"}, {"publicNetworkAccess": "SecuredByPerimeter"}],
    bad=[{"publicNetworkAccess": "Enabled"}, {}],  # absent means Enabled
)  # fmt: skip


@rule.check
def private(account: Properties) -> Findings:
    if (value := account.get("publicNetworkAccess")) not in ALLOWED:
        yield finding("publicNetworkAccess", value, allowed=ALLOWED)
