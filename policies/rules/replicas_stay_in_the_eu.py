"""Services that list the regions of their copies list only regions of the European Union."""

from collections.abc import Iterable, Iterator, Mapping

from controls.residency import EU, normalise, refusal
from policies.engine import (
    CRITICAL,
    REGIONS,
    Case,
    Findings,
    Properties,
    Rule,
    Setting,
    absent,
    all_of,
    any_of,
    at,
    deny_if,
    each,
    equals,
    finding,
    not_in,
    present,
    some,
)

# Type, list of places (or one place), and the name of the region in each.
PLACES = {
    "azure-native:cosmosdb:DatabaseAccount": ("locations", "locationName"),
    "azure-native:documentdb:DatabaseAccount": ("locations", "locationName"),
    "azure-native:servicebus:Namespace": ("geoDataReplication.locations", "locationName"),
    "azure-native:eventhub:Namespace": ("geoDataReplication.locations", "locationName"),
    "azure-native:apimanagement:ApiManagementService": ("additionalLocations", "location"),
    "azure-native:compute:GalleryImageVersion": ("publishingProfile.targetRegions", "name"),
    "azure-native:compute:GalleryApplicationVersion": ("publishingProfile.targetRegions", "name"),
    "azure-native:cognitiveservices:Account": ("properties.locations.regions", "name"),
    "azure-native:operationalinsights:Workspace": ("replication", "location"),
    "azure-native:trafficmanager:Endpoint": ("", "endpointLocation"),
}
NAMES = [*EU, *(region.display for region in EU.values())]  # Cosmos DB answers with the display name
LISTS = (
    "Microsoft.ServiceBus/namespaces/geoDataReplication.locations[*].locationName",
    "Microsoft.EventHub/namespaces/geoDataReplication.locations[*].locationName",
    "Microsoft.ApiManagement/service/additionalLocations[*].location",
    "Microsoft.Compute/galleries/images/versions/publishingProfile.targetRegions[*].name",
    "Microsoft.Compute/galleries/applications/versions/publishingProfile.targetRegions[*].name",
    "Microsoft.CognitiveServices/accounts/locations.regions[*].name",
)
COSMOS = "Microsoft.DocumentDB/databaseAccounts/locations[*].locationName"
SECOND = "Microsoft.OperationalInsights/workspaces/replication.location"
ENDPOINTS = tuple(
    f"Microsoft.Network/trafficmanagerprofiles/{kind}/endpointLocation"
    for kind in ("azureEndpoints", "externalEndpoints", "nestedEndpoints")
)


def elsewhere(alias: str, regions: Iterable[str] = REGIONS) -> Mapping[str, object]:
    return some(alias.rpartition(".")[0], not_in(alias, regions))


rule = Rule(
    severity=CRITICAL, serves=("RES-1", "RES-2"), iso27001=("5.31", "5.34", "8.14"), soc2=("CC6.1", "P6.1"),
    types=tuple(PLACES),
    why="The resource's own location says nothing about where its copies lie.",
    fix="Leave only regions of EU member states in the list.",
    source="Azure Cosmos DB, Service Bus, API Management, Compute Gallery: global distribution and replication",
    azure_policy=deny_if(
        any_of(
            elsewhere(COSMOS, NAMES),
            *(elsewhere(alias) for alias in LISTS),
            *(all_of(present(alias), not_in(alias, REGIONS)) for alias in (SECOND, *ENDPOINTS)),
            all_of(equals(SECOND.replace("location", "enabled"), True), absent(SECOND)),
        ),
        of=[alias.split("[")[0].rpartition("/")[0] for alias in (COSMOS, *LISTS, SECOND, *ENDPOINTS)],
        builtin="0473574d-2d43-4217-aefe-941fcdf7e684",
    ),
    settings={
        "regions": Setting(default=tuple(EU), choices=tuple(EU), text="The regions that are allowed, of the EU's.")
    },
    optional=("locations", "replication.enabled"),
    good=[
        {"locations": [{"locationName": "West Europe"}, {"locationName": "northeurope"}]},
        ("azure-native:operationalinsights:Workspace", {"replication": {"enabled": True, "location": "westeurope"}}),
        ("azure-native:operationalinsights:Workspace", {"replication": {"enabled": False}}),
        ("azure-native:operationalinsights:Workspace", {}),
        ("azure-native:apimanagement:ApiManagementService", {"location": "westeurope"}),
        ("azure-native:trafficmanager:Endpoint", {"endpointLocation": "northeurope"}),
        ("azure-native:trafficmanager:Endpoint", {"target": "app.example.com"}),
    ],
    bad=[
        {"locations": [{"locationName": "westeurope"}, {"locationName": "UK South"}]},
        {"locations": [{"locationName": "westeurope"}, {"failoverPriority": 1}]},
        ("azure-native:servicebus:Namespace", {"geoDataReplication": {"locations": [{"locationName": "norwayeast"}]}}),
        ("azure-native:apimanagement:ApiManagementService", {"additionalLocations": [{"location": "eastus"}]}),
        ("azure-native:compute:GalleryImageVersion", {"publishingProfile": {"targetRegions": [{"name": "East US"}]}}),
        ("azure-native:cognitiveservices:Account", {"properties": {"locations": {"regions": [{"name": "eastus"}]}}}),
        ("azure-native:operationalinsights:Workspace", {"replication": {"enabled": True, "location": "uksouth"}}),
        ("azure-native:operationalinsights:Workspace", {"replication": {"enabled": True}}),
        ("azure-native:trafficmanager:Endpoint", {"endpointLocation": "switzerlandnorth"}),
    ],
)  # fmt: skip


def places(properties: Properties, where: str) -> Iterator[tuple[str, Properties, bool]]:
    """Each with its path, and whether it must name a region: an entry of a list, or a second region that is on."""
    single = at(properties, *where.split(".")) if where else properties
    if isinstance(single, dict):
        yield where, single, bool(where) and single.get("enabled") is not False
    else:
        yield from ((path, one, True) for path, one in each(properties, where))


@rule.check
def copies_in_the_eu(properties: Properties, case: Case) -> Findings:
    (where, name), allowed = PLACES[case.resource.type], case.settings["regions"]
    for path, place, needed in places(properties, where):
        region = place.get(name)
        if region is None and not needed:
            continue
        if (found := normalise(str(region))) in allowed:
            continue
        fix = None if found in EU else f"Take it out: {refusal(str(region)).rstrip('.')}"
        said = allowed if found in EU else "EU regions"
        yield finding(f"{path}.{name}".lstrip("."), region, allowed=said, fix=fix)
