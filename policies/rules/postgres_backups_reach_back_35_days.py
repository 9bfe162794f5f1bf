"""PostgreSQL servers can be restored to any moment of the last 35 days."""

from policies.engine import (
    HIGH,
    Case,
    Findings,
    Properties,
    Rule,
    Setting,
    absent,
    all_of,
    any_of,
    at,
    below,
    deny_if,
    finding,
    not_in,
)

SERVER = "Microsoft.DBforPostgreSQL/flexibleServers"
# Made from another server: what isn't said is its source's.
FOLLOWS = ("Replica", "PointInTimeRestore", "GeoRestore", "ReviveDropped")
REPLICAS = ("AsyncReplica", "GeoAsyncReplica")

rule = Rule(
    severity=HIGH, serves=("BAK-1",), iso27001=("8.13",), soc2=("A1.2",),
    types=("azure-native:dbforpostgresql:Server",),
    why="Damage by a mistake or an attacker is often noticed only after weeks.",
    fix="Set backup.backupRetentionDays to 35, the most that Azure allows.",
    source="Azure Database for PostgreSQL: backup and restore, backup retention",
    azure_policy=deny_if(
        any_of(
            below(f"{SERVER}/backup.backupRetentionDays", 35),
            all_of(
                absent(f"{SERVER}/backup.backupRetentionDays"), not_in(f"{SERVER}/createMode", FOLLOWS),
                not_in(f"{SERVER}/replicationRole", REPLICAS),
            ),
        ),
        of=SERVER,
    ),
    settings={"days": Setting(default=35, minimum=7, text="The fewest days of point-in-time restore.")},
    about=("createMode",),
    good=[{"backup": {"backupRetentionDays": 35}}, {"createMode": "Replica"}, {"createMode": "PointInTimeRestore"}],
    bad=[{"backup": {"backupRetentionDays": 7}}, {"backup": {}}, {}],  # absent means 7
)  # fmt: skip


@rule.check
def far_enough(server: Properties, case: Case) -> Findings:
    days, least = at(server, "backup", "backupRetentionDays"), case.settings["days"]
    if days is None and server.get("createMode") in FOLLOWS:
        return
    if not isinstance(days, int) or days < least:
        yield finding("backup.backupRetentionDays", days, allowed=f"{least} days or more")
