"""App Configuration stores can't be reached from the internet."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("NET-2",), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:appconfiguration:ConfigurationStore",),
    why="A leaked credential is then usable from anywhere.",
    fix="Set publicNetworkAccess to Disabled and make a private endpoint.",
    source="Azure App Configuration: private access",
    azure_policy=deny_unless_equal(
        "Microsoft.AppConfiguration/configurationStores/publicNetworkAccess",
        "Disabled",
        builtin="3d9f5e4c-9947-4579-9539-2a7695fbc187",
    ),
    good=[{"publicNetworkAccess": "Disabled"}],
    bad=[{"publicNetworkAccess": "Enabled"}, {}],
)  # fmt: skip


@rule.check
def private(store: Properties) -> Findings:
    if (value := store.get("publicNetworkAccess")) != "Disabled":
        yield finding("publicNetworkAccess", value, allowed=("Disabled",))
