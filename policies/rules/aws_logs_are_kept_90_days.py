"""CloudWatch keeps logs for 90 days at least."""

from policies.engine import MEDIUM, Case, Findings, Properties, Rule, Setting, finding
from policies.engine.aws import ABOUT_AWS, aws

rule = Rule(
    severity=MEDIUM, serves=("LOG-1", "LOG-3"), iso27001=("8.15",), soc2=("CC7.2",),
    types=aws("cloudwatch", "LogGroup"),
    why="Break-ins are found after weeks; what happened must still be there to read.",
    fix="Raise retentionInDays.",
    source="AWS CloudWatch Logs: log retention",
    azure_policy=ABOUT_AWS,
    settings={"days": Setting(default=90, minimum=1, text="The fewest days that logs are kept.")},
    good=[{"retentionInDays": 90}, {"retentionInDays": 365}, {}, {"retentionInDays": 0}],  # 0 means for ever
    bad=[{"retentionInDays": 30}, {"retentionInDays": 1}],
)  # fmt: skip


@rule.check
def kept(group: Properties, case: Case) -> Findings:
    least = case.settings["days"]
    if (days := group.get("retentionInDays")) and days < least:
        yield finding("retentionInDays", days, allowed=f"{least} days or more, or 0 for ever")
