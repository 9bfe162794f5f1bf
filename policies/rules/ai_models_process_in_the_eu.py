"""AI models process prompts only inside the European Union."""

from policies.engine import CRITICAL, Findings, Properties, Rule, at, deny_unless, finding

# The kinds of deployment that stay in the account's region, or in the EU data zone where the account is in the EU.
INSIDE = ("Standard", "ProvisionedManaged", "DataZoneStandard", "DataZoneProvisionedManaged", "DataZoneBatch")

rule = Rule(
    severity=CRITICAL, serves=("RES-2",), iso27001=("5.31", "5.34"), soc2=("CC6.1", "P6.1"),
    types=("azure-native:cognitiveservices:Deployment",),
    why="A Global deployment sends prompts, which are customer data, to any region of the world with room.",
    fix="Set sku.name to Standard, ProvisionedManaged or a DataZone kind.",
    source="Azure OpenAI: deployment types, data residency",
    azure_policy=deny_unless("Microsoft.CognitiveServices/accounts/deployments/sku.name", INSIDE),
    good=[{"sku": {"name": "Standard"}}, {"sku": {"name": "DataZoneStandard"}}],
    bad=[{"sku": {"name": "GlobalStandard"}}, {"sku": {"name": "GlobalProvisionedManaged"}}, {}],
)  # fmt: skip


@rule.check
def inside(deployment: Properties) -> Findings:
    if (kind := at(deployment, "sku", "name")) not in INSIDE:
        yield finding("sku.name", kind, allowed=INSIDE)
