"""Flow logs are on and kept for 90 days at least."""

from policies.engine import (
    MEDIUM,
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
    differs,
    finding,
)

FLOW = "Microsoft.Network/networkWatchers/flowLogs"

rule = Rule(
    severity=MEDIUM, serves=("LOG-1", "LOG-2", "NET-2"), iso27001=("8.15", "8.16"), soc2=("CC7.2",),
    types=("azure-native:network:FlowLog",),
    why="They are the only record of who spoke with whom.",
    fix="Set enabled to true and retentionPolicy to enabled with 90 days or more.",
    source="Azure Network Watcher: flow logs",
    azure_policy=deny_if(
        any_of(
            differs(f"{FLOW}/enabled", True), differs(f"{FLOW}/retentionPolicy.enabled", True),
            absent(f"{FLOW}/retentionPolicy.days"), below(f"{FLOW}/retentionPolicy.days", 90),
        ),
        of=FLOW, builtin="27960feb-a23c-4577-8d36-ef8b5f35e0be",
    ),
    settings={"days": Setting(default=90, minimum=1, text="The fewest days that flow logs are kept.")},
    good=[{"enabled": True, "retentionPolicy": {"enabled": True, "days": 90}}],
    bad=[
        {"enabled": False, "retentionPolicy": {"enabled": True, "days": 90}},
        {"enabled": True, "retentionPolicy": {"enabled": True, "days": 7}},
        {"enabled": True, "retentionPolicy": {"enabled": False, "days": 90}},  # kept by nobody's rule
        {},
    ],
)  # fmt: skip


@rule.check
def kept(flow: Properties, case: Case) -> Findings:
    if (enabled := flow.get("enabled")) is not True:
        yield finding("enabled", enabled, allowed=(True,))
    days, least = at(flow, "retentionPolicy", "days"), case.settings["days"]
    if at(flow, "retentionPolicy", "enabled") is not True or days is None or days < least:
        yield finding("retentionPolicy.days", days, allowed=f"{least} days or more, enabled")
