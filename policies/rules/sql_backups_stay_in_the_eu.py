"""SQL databases keep copies of their backups in another zone or region, inside the European Union."""

from controls.residency import EU, normalise
from policies.engine import (
    CRITICAL,
    PAIRED_REGIONS,
    Findings,
    Properties,
    Rule,
    absent,
    all_of,
    any_of,
    deny_if,
    either,
    finding,
    is_in,
    not_in,
    present,
)

PAIRED = tuple(name for name, region in EU.items() if region.pair in EU)
FAR = ("Geo", "GeoZone")
ALLOWED = (*FAR, "Zone")
REDUNDANCY = "Microsoft.Sql/servers/databases/requestedBackupStorageRedundancy"

rule = Rule(
    severity=CRITICAL, serves=("RES-3", "BAK-1"), iso27001=("5.34", "8.13", "8.14"), soc2=("A1.2", "P6.1"),
    types=("azure-native:sql:Database",),
    why="One copy in one zone is lost with it; a pair outside the EU takes backups out of the law.",
    fix="Set requestedBackupStorageRedundancy to Geo where the pair is in the EU, else to Zone.",
    source="Azure SQL: automated backups, backup storage redundancy",
    azure_policy=deny_if(
        any_of(
            all_of(present(REDUNDANCY), not_in(REDUNDANCY, ALLOWED)),
            all_of(any_of(absent(REDUNDANCY), is_in(REDUNDANCY, FAR)), not_in("location", PAIRED_REGIONS)),
        ),
        of="Microsoft.Sql/servers/databases",
    ),
    optional=("requestedBackupStorageRedundancy",),
    good=[
        {"location": "westeurope", "requestedBackupStorageRedundancy": "Geo"},
        {"location": "polandcentral", "requestedBackupStorageRedundancy": "Zone"},
    ],
    bad=[
        {"location": "westeurope", "requestedBackupStorageRedundancy": "Local"},
        {"location": "polandcentral", "requestedBackupStorageRedundancy": "Geo"},
        {"location": "polandcentral"},  # absent means Geo
        {"location": "norwayeast", "requestedBackupStorageRedundancy": "GeoZone"},
    ],
)  # fmt: skip


@rule.check
def redundancy(database: Properties) -> Findings:
    kind = database.get("requestedBackupStorageRedundancy", "Geo")
    if kind not in ALLOWED:
        yield finding("requestedBackupStorageRedundancy", kind, allowed=ALLOWED)
    elif kind in FAR and normalise(str(location := database.get("location"))) not in PAIRED:
        allowed = f"Zone in {location or 'a region not named'}, or the regions {either(PAIRED)}"
        yield finding("requestedBackupStorageRedundancy", kind, allowed=allowed)
