"""App Configuration stores take Entra sign-in only."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("ACC-1", "SDL-6"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:appconfiguration:ConfigurationStore",),
    why="Whoever has the key changes how the service behaves, unseen.",
    fix="Set disableLocalAuth to true.",
    source="Azure App Configuration: disable access key authentication",
    azure_policy=deny_unless_equal(
        "Microsoft.AppConfiguration/configurationStores/disableLocalAuth",
        True,
        builtin="b08ab3ca-1062-4db3-8803-eec9cae605d6",
    ),
    good=[{"disableLocalAuth": True}],
    bad=[{"disableLocalAuth": False}, {}],
)  # fmt: skip


@rule.check
def entra_only(store: Properties) -> Findings:
    if (value := store.get("disableLocalAuth")) is not True:
        yield finding("disableLocalAuth", value, allowed=(True,))
