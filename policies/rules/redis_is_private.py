"""Redis caches can't be reached from the internet."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("NET-2", "TEN-2"), iso27001=("8.20", "8.22"), soc2=("CC6.6",),
    types=("azure-native:redis:Redis", "azure-native:cache:Redis"),
    why="A cache holds sessions and customer data.",
    fix="Set publicNetworkAccess to Disabled and make a private endpoint.",
    source="Azure Cache for Redis: private link",
    azure_policy=deny_unless_equal(
        "Microsoft.Cache/Redis/publicNetworkAccess", "Disabled", builtin="470baccb-7e51-4549-8b1a-3e5be069f663"
    ),
    good=[{"publicNetworkAccess": "Disabled"}],
    bad=[{"publicNetworkAccess": "Enabled"}, {}],
)  # fmt: skip


@rule.check
def private(cache: Properties) -> Findings:
    if (value := cache.get("publicNetworkAccess")) != "Disabled":
        yield finding("publicNetworkAccess", value, allowed=("Disabled",))
