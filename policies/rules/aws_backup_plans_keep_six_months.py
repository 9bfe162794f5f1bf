"""AWS Backup plans run at least daily and keep what they make for six months."""

from policies.engine import CRITICAL, Case, Findings, Properties, Rule, Setting, at, each, finding
from policies.engine.aws import ABOUT_AWS, aws

DAILY = "cron(0 3 * * ? *)"


def plan(schedule: str | None, days: int | None) -> Properties:
    lifecycle = {"deleteAfter": days} if days else {}
    return {"rules": [{"ruleName": "daily", "schedule": schedule, "lifecycle": lifecycle}]}


rule = Rule(
    severity=CRITICAL, serves=("BAK-1", "BAK-5"), iso27001=("8.13",), soc2=("A1.2",),
    types=aws("backup", "Plan"),
    why="Six months are promised, and a backup a day.",
    fix="Set schedule to a daily cron and lifecycle.deleteAfter to 184 or more, or leave it out.",
    source="AWS Backup: backup plan options",
    azure_policy=ABOUT_AWS,
    settings={"days": Setting(default=180, minimum=1, text="The fewest days that backups are kept.")},
    optional=("rules[*].lifecycle",),
    good=[plan(DAILY, 184), plan("cron(0 */6 ? * * *)", 365), plan(DAILY, None)],  # no end: kept for ever
    bad=[plan(DAILY, 35), plan("cron(0 3 ? * SUN *)", 184), plan("cron(0 3 1 * ? *)", 184), plan(None, 184), {}],
)  # fmt: skip


@rule.check
def kept(plan: Properties, case: Case) -> Findings:
    least, rules = case.settings["days"], list(each(plan, "rules"))
    if not any(daily(one.get("schedule")) for _, one in rules):
        yield finding("rules", [one.get("schedule") for _, one in rules] or None, allowed="plans with a daily schedule")
    for path, one in rules:
        if (days := at(one, "lifecycle", "deleteAfter")) is not None and days < least:
            yield finding(f"{path}.lifecycle.deleteAfter", days, allowed=f"{least} days or more")


def daily(schedule: object) -> bool:
    """cron(minutes hours day-of-month month day-of-week year): every day of every month."""
    fields = str(schedule).removeprefix("cron(").removesuffix(")").split()
    return len(fields) == 6 and all(field in ("*", "?") for field in fields[2:5])
