"""Backups in vaults are kept for six months at least."""

import re

from policies.engine import CRITICAL, Case, Findings, Properties, Rule, Setting, each, finding, not_in_azure_policy

DAYS = {"D": 1, "W": 7, "M": 30, "Y": 365}  # the shortest that each ISO 8601 unit means


def keeps(duration: str, *, default: bool = True) -> Properties:
    """A policy with one retention rule."""
    lifecycle = {"deleteAfter": {"duration": duration, "objectType": "AbsoluteDeleteOption"}}
    retention = {"objectType": "AzureRetentionRule", "isDefault": default, "lifecycles": [lifecycle]}
    return {"properties": {"policyRules": [{"objectType": "AzureBackupRule"}, retention]}}


NO_END = {"properties": {"policyRules": [{"objectType": "AzureRetentionRule", "isDefault": True, "lifecycles": []}]}}

rule = Rule(
    severity=CRITICAL, serves=("BAK-5",), iso27001=("8.13",), soc2=("A1.2",),
    types=("azure-native:dataprotection:BackupPolicy",),
    why="Six months are promised; damage to records that are read once a quarter is found that late.",
    fix="Set deleteAfter.duration of the default retention rule to P184D or more.",
    source="Azure Backup: backup policies of backup vaults",
    azure_policy=not_in_azure_policy("Azure Policy can't compare ISO 8601 durations."),
    settings={"days": Setting(default=180, minimum=1, text="The fewest days that backups are kept.")},
    good=[keeps("P184D"), keeps("P6M"), keeps("P1Y")],
    bad=[keeps("P30D"), keeps("P5M"), keeps("P184D", default=False), keeps("soon"), {"properties": {}}, NO_END],
)  # fmt: skip


@rule.check
def kept(policy: Properties, case: Case) -> Findings:
    least, default = case.settings["days"], False
    for outer, one in each(policy, "properties.policyRules"):
        if one.get("objectType") == "AzureRetentionRule" and one.get("isDefault"):
            default, lifecycles = True, list(each(one, "lifecycles"))
            if not lifecycles:
                yield finding(f"{outer}.lifecycles", None, allowed=f"lifecycles of {least} days or more")
            for inner, lifecycle in lifecycles:
                duration = (lifecycle.get("deleteAfter") or {}).get("duration")
                if days(duration) < least:
                    path = f"{outer}.{inner}.deleteAfter.duration"
                    yield finding(path, duration, allowed=f"{least} days or more")
    if not default:
        yield finding("properties.policyRules", None, allowed="lists with a default retention rule")


def days(duration: object) -> int:
    """P184D and the like in days; 0 for what isn't a duration."""
    match = re.fullmatch(r"P(\d+)([DWMY])", str(duration))
    return int(match[1]) * DAYS[match[2]] if match else 0
