"""Storage accounts take HTTPS only."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_if, equals, finding

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:storage:StorageAccount",),
    why="A request over plain HTTP shows its data, and its signature, to everyone on the way.",
    fix="Set enableHttpsTrafficOnly to true.",
    source="Azure Storage: require secure transfer to ensure secure connections",
    azure_policy=deny_if(
        equals("Microsoft.Storage/storageAccounts/supportsHttpsTrafficOnly", False),
        of="Microsoft.Storage/storageAccounts", builtin="404c3081-a854-4457-ae30-26a93ef643f9",
    ),
    good=[{"enableHttpsTrafficOnly": True}, {}],  # absent means true, since API version 2019-04-01
    bad=[{"enableHttpsTrafficOnly": False}],
)  # fmt: skip


@rule.check
def https_only(account: Properties) -> Findings:
    if account.get("enableHttpsTrafficOnly") is False:
        yield finding("enableHttpsTrafficOnly", False, allowed=(True,))
