"""PostgreSQL servers keep a copy of their backups in the paired region, inside the European Union."""

from controls.residency import EU, normalise
from policies.engine import (
    CRITICAL,
    PAIRED_REGIONS,
    Findings,
    Properties,
    Rule,
    any_of,
    at,
    deny_if,
    differs,
    either,
    finding,
    not_in,
)

PAIRED = tuple(name for name, region in EU.items() if region.pair in EU)
# Takes its data from another server, whose backups there are: a replica, and what a drill restores and drops again.
FOLLOWS = ("Replica", "PointInTimeRestore", "GeoRestore", "ReviveDropped")
REPLICAS = ("AsyncReplica", "GeoAsyncReplica")
SERVER = "Microsoft.DBforPostgreSQL/flexibleServers"
GEO = f"{SERVER}/backup.geoRedundantBackup"

rule = Rule(
    severity=CRITICAL, serves=("RES-1", "RES-3", "BAK-1", "BAK-4"), iso27001=("8.13", "8.14"), soc2=("A1.2",),
    types=("azure-native:dbforpostgresql:Server",),
    why="A lost region takes its backups with it; a pair outside the EU takes them out of the law.",
    fix="Make the server with backup.geoRedundantBackup Enabled, in a region whose pair is in the EU.",
    source="Azure Database for PostgreSQL: backup and restore, geo-redundant backup",
    azure_policy=deny_if(
        not_in(f"{SERVER}/createMode", FOLLOWS), not_in(f"{SERVER}/replicationRole", REPLICAS),
        any_of(differs(GEO, "Enabled"), not_in("location", PAIRED_REGIONS)),
        of=SERVER, builtin="cee2f9fd-3968-44be-a863-bd62c9884423",
    ),
    about=("createMode",),
    good=[
        {"location": "northeurope", "backup": {"geoRedundantBackup": "Enabled"}},
        {"location": "westeurope", "createMode": "Replica"},
        {"location": "westeurope", "createMode": "GeoRestore"},
    ],
    bad=[
        {"location": "northeurope", "backup": {"geoRedundantBackup": "Disabled"}},
        {"location": "northeurope", "backup": {}},
        {"location": "northeurope"},
        {"location": "norwayeast", "backup": {"geoRedundantBackup": "Enabled"}},
        {"location": "polandcentral", "backup": {"geoRedundantBackup": "Enabled"}},  # has no pair
    ],
)  # fmt: skip


@rule.check
def geo_redundant(server: Properties) -> Findings:
    if server.get("createMode") in FOLLOWS:
        return
    if (geo := at(server, "backup", "geoRedundantBackup")) != "Enabled":
        yield finding("backup.geoRedundantBackup", geo, allowed=("Enabled",))
    elif normalise(str(location := server.get("location"))) not in PAIRED:
        yield finding("location", location, allowed=f"regions with a pair in the EU: {either(PAIRED)}")
