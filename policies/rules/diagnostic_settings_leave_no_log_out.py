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
# What keeps no logs; a setting of anything else that sends metrics alone leaves the logs out.
METRICS_ALONE = frozenset(
    {
        "microsoft.compute/disks",
        "microsoft.compute/virtualmachines",
        "microsoft.compute/virtualmachinescalesets",
        "microsoft.network/networkinterfaces",
        "microsoft.storage/storageaccounts",
        "microsoft.web/serverfarms",
    }
)
PLAN = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/serverfarms/p"

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
    about=("resourceUri",),
    good=[
        {"logs": [{"categoryGroup": "allLogs", "enabled": True}]},
        {"resourceUri": PLAN, "metrics": [{"category": "AllMetrics", "enabled": True}]},
    ],
    bad=[{"logs": [{"categoryGroup": "allLogs", "enabled": False}]}, {"logs": [], "metrics": []}, {}],
)  # fmt: skip


@rule.check
def everything(setting: Properties) -> Findings:
    logs = list(each(setting, "logs"))
    for path, one in logs:
        if (enabled := one.get("enabled")) is not True:
            yield finding(f"{path}.enabled", enabled, allowed=(True,))
    if not logs and not (measured(setting) and kind(setting.get("resourceUri")) in METRICS_ALONE):
        yield finding("logs", None, allowed="settings that send logs")


def measured(setting: Properties) -> bool:
    return any(one.get("enabled") is True for _, one in each(setting, "metrics"))


def kind(resource_id: object) -> str:
    """The type of a resource, in lower case: Microsoft.Web/serverfarms of .../providers/Microsoft.Web/serverfarms/p."""
    provider, *rest = str(resource_id).lower().rpartition("/providers/")[2].split("/")
    return "/".join((provider, *rest[::2]))
