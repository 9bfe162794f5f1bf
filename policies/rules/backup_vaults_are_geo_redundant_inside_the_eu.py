"""Backup vaults keep a second copy in the paired region, inside the European Union."""

from controls.residency import EU, normalise
from policies.engine import (
    CRITICAL,
    PAIRED_REGIONS,
    Findings,
    Properties,
    Rule,
    all_of,
    any_of,
    at,
    deny_if,
    differs,
    each,
    finding,
    is_in,
    not_in,
    present,
    some,
)

PAIRED = frozenset(name for name, region in EU.items() if region.pair in EU)
ALIAS = "Microsoft.DataProtection/backupVaults/storageSettings[*]"


def stores(kind: str, location: str) -> Properties:
    setting = {"datastoreType": "VaultStore", "type": kind}
    return {"location": location, "properties": {"storageSettings": [setting]}}


rule = Rule(
    severity=CRITICAL, serves=("RES-1", "RES-3", "BAK-4"), iso27001=("8.13", "8.14"), soc2=("A1.2",),
    types=("azure-native:dataprotection:BackupVault",),
    why="A lost region takes its only backups with it; a pair outside the EU takes them out of the law.",
    fix="Set storageSettings type to GeoRedundant where the pair is in the EU, else to ZoneRedundant.",
    source="Azure Backup: storage redundancy of backup vaults; cross-region replication in Azure",
    azure_policy=deny_if(
        any_of(
            {"not": present(ALIAS.removesuffix("[*]"))},
            all_of(is_in("location", PAIRED_REGIONS), some(ALIAS, differs(f"{ALIAS}.type", "GeoRedundant"))),
            all_of(not_in("location", PAIRED_REGIONS), some(ALIAS, differs(f"{ALIAS}.type", "ZoneRedundant"))),
        ),
        of="Microsoft.DataProtection/backupVaults",
    ),
    about=("location",),
    good=[stores("GeoRedundant", "northeurope"), stores("ZoneRedundant", "polandcentral")],
    bad=[
        stores("LocallyRedundant", "northeurope"),
        stores("ZoneRedundant", "northeurope"),
        stores("GeoRedundant", "norwayeast"),
        stores("LocallyRedundant", "polandcentral"),
        {"location": "northeurope"},
    ],
)  # fmt: skip


@rule.check
def geo_redundant(vault: Properties) -> Findings:
    paired = normalise(str(vault.get("location"))) in PAIRED
    wanted = "GeoRedundant" if paired else "ZoneRedundant"  # without a pair in the EU, in several zones of one region
    settings = list(each(vault, "properties.storageSettings"))
    if not settings:
        yield finding("properties.storageSettings", at(vault, "properties", "storageSettings"), allowed=(wanted,))
    for path, setting in settings:
        if (kind := setting.get("type")) != wanted:
            yield finding(f"{path}.type", kind, allowed=(wanted,))
