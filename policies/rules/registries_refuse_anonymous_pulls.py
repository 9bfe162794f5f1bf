"""Container registries give nothing to the anonymous."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_if, equals, finding

rule = Rule(
    severity=HIGH, serves=("NET-3",), iso27001=("5.15", "8.3"), soc2=("CC6.1",),
    types=("azure-native:containerregistry:Registry",),
    why="Images hold code and, by mistake, secrets.",
    fix="Set anonymousPullEnabled to false, or leave it out.",
    source="Azure Container Registry: anonymous pull access",
    azure_policy=deny_if(
        equals("Microsoft.ContainerRegistry/registries/anonymousPullEnabled", True),
        of="Microsoft.ContainerRegistry/registries",
        builtin="9f2dea28-e834-476c-99c5-3507b4728395",
    ),
    good=[{"anonymousPullEnabled": False}, {}],
    bad=[{"anonymousPullEnabled": True}],
)  # fmt: skip


@rule.check
def no_anonymous(registry: Properties) -> Findings:
    if (value := registry.get("anonymousPullEnabled")) is True:
        yield finding("anonymousPullEnabled", value, allowed=(False,))
