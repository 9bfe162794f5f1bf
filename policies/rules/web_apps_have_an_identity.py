"""Web apps have an identity of their own."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_if, finding, not_in

KINDS = ("SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned")

rule = Rule(
    severity=MEDIUM, serves=("ACC-4", "SDL-6"), iso27001=("5.16", "8.2"), soc2=("CC6.1",),
    types=("azure-native:web:WebApp", "azure-native:web:WebAppSlot"),
    why="Without one an app needs keys and passwords.",
    fix="Set identity.type to SystemAssigned or UserAssigned.",
    source="App Service: managed identities",
    azure_policy=deny_if(
        not_in("identity.type", KINDS), of=("Microsoft.Web/sites", "Microsoft.Web/sites/slots"),
        builtin="2b9ad585-36bc-4615-b300-fd4435808332",
    ),
    good=[{"identity": {"type": "SystemAssigned"}}, {"identity": {"type": "UserAssigned"}}],
    bad=[{"identity": {"type": "None"}}, {}],
)  # fmt: skip


@rule.check
def identified(app: Properties) -> Findings:
    if (kind := at(app, "identity", "type")) not in KINDS:
        yield finding("identity.type", kind, allowed=KINDS)
