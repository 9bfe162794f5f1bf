"""Recovery Services vaults keep a second copy in the paired region, inside the European Union."""

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
    at,
    deny_if,
    differs,
    finding,
    is_in,
    not_in,
    present,
)

PAIRED = frozenset(name for name, region in EU.items() if region.pair in EU)
TIER = "Microsoft.RecoveryServices/vaults/redundancySettings.standardTierStorageRedundancy"
STEPS = ("properties", "redundancySettings", "standardTierStorageRedundancy")


def stores(kind: str, location: str) -> Properties:
    return {"location": location, "properties": {"redundancySettings": {"standardTierStorageRedundancy": kind}}}


rule = Rule(
    severity=CRITICAL, serves=("RES-1", "RES-3", "BAK-4"), iso27001=("8.13", "8.14"), soc2=("A1.2",),
    types=("azure-native:recoveryservices:Vault",),
    why="A lost region takes its only backups with it; a pair outside the EU takes them out of the law.",
    fix="Set standardTierStorageRedundancy to GeoRedundant where the pair is in the EU, else to ZoneRedundant.",
    source="Azure Backup: storage redundancy of Recovery Services vaults",
    azure_policy=deny_if(
        any_of(
            all_of(is_in("location", PAIRED_REGIONS), present(TIER), differs(TIER, "GeoRedundant")),
            all_of(not_in("location", PAIRED_REGIONS), any_of(absent(TIER), differs(TIER, "ZoneRedundant"))),
        ),
        of="Microsoft.RecoveryServices/vaults", builtin="8f09fda1-91a2-4e14-96a2-67c6281158f7",
    ),
    about=("location",),
    optional=("properties", "properties.redundancySettings", ".".join(STEPS)),
    good=[stores("GeoRedundant", "westeurope"), stores("ZoneRedundant", "italynorth")],
    bad=[stores("LocallyRedundant", "westeurope"), stores("GeoRedundant", "uksouth"), {"location": "italynorth"}],
)  # fmt: skip


@rule.check
def geo_redundant(vault: Properties) -> Findings:
    wanted = "GeoRedundant" if normalise(str(vault.get("location"))) in PAIRED else "ZoneRedundant"
    if (kind := at(vault, *STEPS) or "GeoRedundant") != wanted:  # absent means GeoRedundant
        yield finding(".".join(STEPS), kind, allowed=(wanted,))
