"""Tables of a workspace are kept for 90 days at least, and never archived for less."""

from policies.engine import MEDIUM, Case, Findings, Properties, Rule, Setting, any_of, below, deny_if, finding

TABLE = "Microsoft.OperationalInsights/workspaces/tables"
DAYS = ("retentionInDays", "totalRetentionInDays")

rule = Rule(
    severity=MEDIUM, serves=("LOG-1", "LOG-3"), iso27001=("8.15",), soc2=("CC7.2",),
    types=("azure-native:operationalinsights:Table",),
    why="A table's own retention goes before its workspace's.",
    fix="Raise totalRetentionInDays, and retentionInDays where it is set.",
    source="Azure Monitor Logs: manage data retention in a table",
    azure_policy=deny_if(any_of(*(below(f"{TABLE}/{name}", 90) for name in DAYS)), of=TABLE),
    settings={"days": Setting(default=90, minimum=30, text="The fewest days that a table is kept.")},
    optional=DAYS,  # absent means the workspace's
    good=[{"totalRetentionInDays": 365}, {"retentionInDays": 90, "totalRetentionInDays": 365}, {}],
    bad=[{"totalRetentionInDays": 30}, {"retentionInDays": 7, "totalRetentionInDays": 90}],
)  # fmt: skip


@rule.check
def kept(table: Properties, case: Case) -> Findings:
    least = case.settings["days"]
    for name in DAYS:
        days = table.get(name)
        if days is not None and 0 <= days < least:  # -1 is the workspace's
            yield finding(name, days, allowed=f"{least} days or more")
