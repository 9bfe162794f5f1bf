"""Container Apps and their jobs pull images by identity, not by a registry's password."""

from policies.engine import HIGH, Findings, Properties, Rule, any_of, deny_if, each, finding, has, present, some

TYPES = ("Microsoft.App/jobs", "Microsoft.App/containerApps")
REGISTRIES = "configuration.registries[*]"

rule = Rule(
    severity=HIGH, serves=("SDL-6", "ACC-4"), iso27001=("5.17", "8.4"), soc2=("CC6.1",),
    types=("azure-native:app:Job", "azure-native:app:ContainerApp"),
    why="A password in a job's settings is read by whoever reads the job, and outlives who put it there.",
    fix="Set identity in each registry and give it AcrPull, without passwordSecretRef.",
    source="Azure Container Apps: image pull with managed identity",
    azure_policy=deny_if(
        any_of(*(some(f"{one}/{REGISTRIES}", present(f"{one}/{REGISTRIES}.passwordSecretRef")) for one in TYPES)),
        of=TYPES,
    ),
    optional=("configuration",),
    good=[{"configuration": {"registries": [{"server": "r.azurecr.io", "identity": "/id"}]}}, {"configuration": {}}],
    bad=[
        {"configuration": {"registries": [{"server": "r", "username": "u", "passwordSecretRef": "p"}]}},
        {"configuration": {"registries": [{"server": "r", "identity": "/id", "passwordSecretRef": "p"}]}},
    ],
)  # fmt: skip


@rule.check
def by_identity(properties: Properties) -> Findings:
    for path, registry in each(properties, "configuration.registries"):
        if has(registry, "passwordSecretRef"):
            yield finding(f"{path}.passwordSecretRef", "a password", allowed="registries with an identity")
