"""Action groups are switched on and reach somebody."""

from policies.engine import MEDIUM, Findings, Properties, Rule, finding, not_in_azure_policy

RECEIVERS = tuple(
    f"{kind}Receivers"
    for kind in ("email", "sms", "voice", "webhook", "azureAppPush", "logicApp", "azureFunction", "armRole", "eventHub")
)

rule = Rule(
    severity=MEDIUM, serves=("LOG-2", "INC-1"), iso27001=("5.24", "8.16"), soc2=("CC7.3", "CC7.4"),
    types=("azure-native:monitor:ActionGroup", "azure-native:insights:ActionGroup"),
    why="An alert that nobody gets is found in the review after the incident.",
    fix="Name a receiver and set enabled to true.",
    source="Azure Monitor: action groups",
    azure_policy=not_in_azure_policy("A condition over all nine lists of receivers has no aliases for some of them."),
    optional=("enabled", *RECEIVERS),
    good=[{"enabled": True, "emailReceivers": [{"name": "m", "emailAddress": "on-call@example.com"}]}],
    bad=[{"enabled": True}, {"enabled": False, "emailReceivers": [{"name": "m"}]}, {"emailReceivers": []}],
)  # fmt: skip


@rule.check
def reaches(group: Properties) -> Findings:
    if group.get("enabled", True) is not True:
        yield finding("enabled", group.get("enabled"), allowed=(True,))
    if not any(group.get(kind) for kind in RECEIVERS):
        yield finding("emailReceivers", None, allowed="groups with a receiver")
