"""Storage copied to a second region is copied only inside the European Union."""

from controls.residency import EU, normalise
from policies.engine import (
    CRITICAL,
    PAIRED_REGIONS,
    Findings,
    Properties,
    Rule,
    at,
    deny_if,
    either,
    finding,
    is_in,
    not_in,
)

COPIED = ("Standard_GRS", "Standard_RAGRS", "Standard_GZRS", "Standard_RAGZRS", "StandardV2_GRS", "StandardV2_GZRS")
PAIRED = tuple(name for name, region in EU.items() if region.pair in EU)

rule = Rule(
    severity=CRITICAL, serves=("RES-1", "RES-2", "RES-3"), iso27001=("5.31", "5.34", "8.14"), soc2=("A1.2", "P6.1"),
    types=("azure-native:storage:StorageAccount",),
    why="Azure chooses the second region by itself: the pair. It must lie in the EU too.",
    fix="Use a zone-redundant sku.name, or a location whose pair is in the EU.",
    source="Azure Storage: redundancy; cross-region replication in Azure",
    azure_policy=deny_if(
        is_in("Microsoft.Storage/storageAccounts/sku.name", COPIED), not_in("location", PAIRED_REGIONS),
        of="Microsoft.Storage/storageAccounts",
    ),
    about=("sku", "sku.name"),
    good=[
        {"sku": {"name": "Standard_GZRS"}, "location": "northeurope"},
        {"sku": {"name": "Standard_ZRS"}, "location": "polandcentral"},
        {"sku": {"name": "Standard_RAGRS"}, "location": "West Europe"},
    ],
    bad=[
        {"sku": {"name": "Standard_GZRS"}, "location": "norwayeast"},
        {"sku": {"name": "Standard_GRS"}, "location": "uksouth"},
        {"sku": {"name": "Standard_GZRS"}, "location": "polandcentral"},  # has no pair
    ],
)  # fmt: skip


@rule.check
def pair_in_the_eu(account: Properties) -> Findings:
    sku = at(account, "sku", "name")
    if sku in COPIED and normalise(str(location := account.get("location"))) not in PAIRED:
        yield finding(
            "sku.name",
            sku,
            allowed=f"a sku without a second region in {location or 'a region not named'}, or {either(PAIRED)}",
        )
