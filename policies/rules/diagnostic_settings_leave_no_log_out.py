"""Diagnostic settings have no log turned off."""

from policies.engine import (
    MEDIUM,
    Findings,
    Properties,
    Rule,
    all_of,
    any_of,
    deny_if,
    differs,
    each,
    equals,
    finding,
    no,
    some,
)

SETTING = "Microsoft.Insights/diagnosticSettings"
KINDS = ("logs", "metrics")

rule = Rule(
    severity=MEDIUM, serves=("LOG-1", "ACC-3"), iso27001=("8.15",), soc2=("CC7.2",),
    types=("azure-native:monitor:DiagnosticSetting", "azure-native:insights:DiagnosticSetting"),
    why="A setting that is there and collects nothing looks like one that works.",
    fix="Set enabled to true, or take the category out of the list if the resource has no use for it.",
    source="Azure Monitor: diagnostic settings, category groups",
    azure_policy=deny_if(
        any_of(
            some(f"{SETTING}/logs[*]", differs(f"{SETTING}/logs[*].enabled", True)),
            all_of(*(no(f"{SETTING}/{kind}[*]", equals(f"{SETTING}/{kind}[*].enabled", True)) for kind in KINDS)),
        ),
        of=SETTING,
    ),
    good=[
        {"logs": [{"categoryGroup": "allLogs", "enabled": True}]},
        {"metrics": [{"category": "AllMetrics", "enabled": True}]},
    ],
    bad=[{"logs": [{"categoryGroup": "allLogs", "enabled": False}]}, {"logs": [], "metrics": []}, {}],
)  # fmt: skip


@rule.check
def everything(setting: Properties) -> Findings:
    collected = False
    for kind in KINDS:
        for path, one in each(setting, kind):
            collected = collected or one.get("enabled") is True
            if kind == "logs" and (enabled := one.get("enabled")) is not True:
                yield finding(f"{path}.enabled", enabled, allowed=(True,))
    if not collected:
        yield finding("logs", None, allowed="settings that collect something")
