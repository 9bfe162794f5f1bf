"""Cosmos DB accounts speak TLS 1.2 or higher."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_if, finding, not_in, present

rule = Rule(
    severity=HIGH, serves=("ENC-1",), iso27001=("8.24",), soc2=("CC6.7",),
    types=("azure-native:cosmosdb:DatabaseAccount", "azure-native:documentdb:DatabaseAccount"),
    why="Older versions can be read on the way.",
    fix="Set minimalTlsVersion to Tls12.",
    source="Azure Cosmos DB: self-serve minimum TLS version enforcement",
    azure_policy=deny_if(
        present("Microsoft.DocumentDB/databaseAccounts/minimalTlsVersion"),
        not_in("Microsoft.DocumentDB/databaseAccounts/minimalTlsVersion", ("Tls12",)),
        of="Microsoft.DocumentDB/databaseAccounts",
    ),
    good=[{"minimalTlsVersion": "Tls12"}, {}],
    bad=[{"minimalTlsVersion": "Tls"}, {"minimalTlsVersion": "Tls11"}],
)  # fmt: skip


@rule.check
def tls(account: Properties) -> Findings:
    if (value := account.get("minimalTlsVersion")) not in (None, "Tls12"):
        yield finding("minimalTlsVersion", value, allowed=("Tls12",))


@rule.remediate
def put_right(account: dict[str, object]) -> dict[str, object]:
    return {"minimalTlsVersion": "Tls12"}
