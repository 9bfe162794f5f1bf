"""Storage accounts speak TLS 1.2 or higher."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless, finding

SAFE = ("TLS1_2", "TLS1_3")

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:storage:StorageAccount",),
    why="Older versions can be read on the way.",
    fix="Set minimumTlsVersion to TLS1_2.",
    source="Azure Storage: enforce a minimum required version of TLS",
    azure_policy=deny_unless(
        "Microsoft.Storage/storageAccounts/minimumTlsVersion", SAFE, builtin="fe83a0eb-a853-422d-aac2-1bffd182c5d0"
    ),
    good=[{"minimumTlsVersion": "TLS1_2"}, {"minimumTlsVersion": "TLS1_3"}],
    bad=[{"minimumTlsVersion": "TLS1_0"}, {"minimumTlsVersion": "TLS1_1"}, {}],  # absent leaves it to Azure's default
)  # fmt: skip


@rule.check
def minimum_tls(account: Properties) -> Findings:
    if (version := account.get("minimumTlsVersion")) not in SAFE:
        yield finding("minimumTlsVersion", version, allowed=SAFE)


@rule.remediate
def set_tls_1_2(account: dict[str, object]) -> dict[str, object]:
    return {"minimumTlsVersion": "TLS1_2"}
