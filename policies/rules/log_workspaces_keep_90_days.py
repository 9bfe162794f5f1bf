"""Log workspaces keep what they hold for 90 days at least."""

from policies.engine import (
    HIGH,
    Case,
    Findings,
    Properties,
    Rule,
    Setting,
    absent,
    any_of,
    at,
    below,
    deny_if,
    equals,
    finding,
)

WORKSPACE = "Microsoft.OperationalInsights/workspaces"

rule = Rule(
    severity=HIGH, serves=("LOG-1", "LOG-3", "ACC-3"), iso27001=("8.15",), soc2=("CC7.2", "CC7.3"),
    types=("azure-native:operationalinsights:Workspace",),
    why="Break-ins are found after weeks; what happened must still be there to read.",
    fix="Raise retentionInDays, and leave features.immediatePurgeDataOn30Days off.",
    source="Azure Monitor Logs: data retention",
    azure_policy=deny_if(
        any_of(
            absent(f"{WORKSPACE}/retentionInDays"), below(f"{WORKSPACE}/retentionInDays", 90),
            equals(f"{WORKSPACE}/features.immediatePurgeDataOn30Days", True),
        ),
        of=WORKSPACE,
    ),
    settings={"days": Setting(default=90, minimum=90, text="The fewest days that logs are kept.")},
    optional=("features", "features.immediatePurgeDataOn30Days"),  # absent means false
    good=[{"retentionInDays": 90}, {"retentionInDays": 365, "features": {"immediatePurgeDataOn30Days": False}}],
    bad=[
        {"retentionInDays": 30},
        {},  # absent means 30
        {"retentionInDays": 90, "features": {"immediatePurgeDataOn30Days": True}},
    ],
)  # fmt: skip


@rule.check
def kept(workspace: Properties, case: Case) -> Findings:
    days, least = workspace.get("retentionInDays"), case.settings["days"]
    if days is None or days < least:
        yield finding("retentionInDays", days, allowed=f"{least} days or more")
    if at(workspace, "features", "immediatePurgeDataOn30Days") is True:
        yield finding("features.immediatePurgeDataOn30Days", True, allowed=(False,))
