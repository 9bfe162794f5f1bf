"""Web apps can't be debugged from afar."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, finding, not_in_azure_policy

rule = Rule(
    severity=MEDIUM, serves=("ACC-1", "NET-3"), iso27001=("8.20", "8.31"), soc2=("CC6.6",),
    types=("azure-native:web:WebApp", "azure-native:web:WebAppSlot"),
    why="A debugger sees every customer's data in memory.",
    fix="Set siteConfig.remoteDebuggingEnabled to false, or leave it out.",
    source="App Service: remote debugging",
    azure_policy=not_in_azure_policy(
        "The site's configuration is a resource of its own that a Deny at creation does not see.",
        builtin="cb510bfd-1cba-4d9f-a230-cb0976f4bb71",
    ),
    optional=("siteConfig", "siteConfig.remoteDebuggingEnabled"),  # absent means false
    good=[{"siteConfig": {"remoteDebuggingEnabled": False}}, {}],
    bad=[{"siteConfig": {"remoteDebuggingEnabled": True}}],
)  # fmt: skip


@rule.check
def no_debugger(app: Properties) -> Findings:
    if (value := at(app, "siteConfig", "remoteDebuggingEnabled")) is True:
        yield finding("siteConfig.remoteDebuggingEnabled", value, allowed=(False,))
