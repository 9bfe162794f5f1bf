"""Container registries have no admin user."""

from policies.engine import HIGH, Findings, Properties, Rule, deny_if, equals, finding

rule = Rule(
    severity=HIGH, serves=("ACC-1", "SDL-6"), iso27001=("5.16", "8.5"), soc2=("CC6.1",),
    types=("azure-native:containerregistry:Registry",),
    why="One shared password can replace every image that is deployed.",
    fix="Set adminUserEnabled to false, or leave it out.",
    source="Azure Container Registry: authentication, admin account",
    azure_policy=deny_if(
        equals("Microsoft.ContainerRegistry/registries/adminUserEnabled", True),
        of="Microsoft.ContainerRegistry/registries",
        builtin="dc921057-6b28-4fbe-9b83-f7bec05db6c2",
    ),
    good=[{"adminUserEnabled": False}, {}],
    bad=[{"adminUserEnabled": True}],
)  # fmt: skip


@rule.check
def no_admin(registry: Properties) -> Findings:
    if (value := registry.get("adminUserEnabled")) is True:
        yield finding("adminUserEnabled", value, allowed=(False,))
