"""Storage accounts encrypt twice, with two keys and two algorithms."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("ENC-2", "ENC-3", "ENC-4"), iso27001=("8.24",), soc2=("CC6.1",),
    types=("azure-native:storage:StorageAccount",),
    why="One broken key or algorithm then does not open the data.",
    fix="Set encryption.requireInfrastructureEncryption to true; Azure takes it only when the account is made.",
    source="Azure Storage: infrastructure encryption for double encryption of data",
    azure_policy=deny_unless_equal(
        "Microsoft.Storage/storageAccounts/encryption.requireInfrastructureEncryption",
        True,
        builtin="4733ea7b-a883-42fe-8cac-97454c2a9e4a",
    ),
    good=[{"encryption": {"requireInfrastructureEncryption": True}}],
    bad=[{"encryption": {"requireInfrastructureEncryption": False}}, {}, {"encryption": {}}],
)  # fmt: skip


@rule.check
def twice(account: Properties) -> Findings:
    if (value := at(account, "encryption", "requireInfrastructureEncryption")) is not True:
        yield finding("encryption.requireInfrastructureEncryption", value, allowed=(True,))
