"""Container registries can't be reached from the internet."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("NET-2",), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:containerregistry:Registry",),
    why="A leaked token is then usable from anywhere.",
    fix="Set publicNetworkAccess to Disabled and make a private endpoint.",
    source="Azure Container Registry: disable public network access",
    azure_policy=deny_unless_equal(
        "Microsoft.ContainerRegistry/registries/publicNetworkAccess",
        "Disabled",
        builtin="0fdf0491-d080-4575-b627-ad0e843cba0f",
    ),
    good=[{"publicNetworkAccess": "Disabled"}],
    bad=[{"publicNetworkAccess": "Enabled"}, {}],
)  # fmt: skip


@rule.check
def private(registry: Properties) -> Findings:
    if (value := registry.get("publicNetworkAccess")) != "Disabled":
        yield finding("publicNetworkAccess", value, allowed=("Disabled",))
