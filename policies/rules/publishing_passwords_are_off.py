"""Web apps can't be published to with a password."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_each, finding

rule = Rule(
    severity=MEDIUM, serves=("ACC-2", "SDL-7"), iso27001=("8.5", "8.32"), soc2=("CC6.1", "CC8.1"),
    types=tuple(f"azure-native:web:WebApp{way}Allowed{slot}" for slot in ("", "Slot") for way in ("Ftp", "Scm")),
    why="Publishing profiles hold a password that skips MFA and review.",
    fix="Set allow to false.",
    source="App Service: disable basic authentication for deployments",
    azure_policy=deny_each(
        [f"Microsoft.Web/sites/{slots}basicPublishingCredentialsPolicies/allow" for slots in ("", "slots/")],
        [False],
        builtin="871b205b-57cf-4e1e-a234-492616998bf7",
    ),
    good=[{"allow": False}],
    bad=[{"allow": True}, {}],
)  # fmt: skip


@rule.check
def no_passwords(publishing: Properties) -> Findings:
    if (value := publishing.get("allow")) is not False:
        yield finding("allow", value, allowed=(False,))
