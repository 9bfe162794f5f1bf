"""Azure's public regions: display name, geography, pair, availability zones. A resource's location is one of these."""

from __future__ import annotations

from typing import NamedTuple

from local.plane.behaviour import ArmError


class Region(NamedTuple):
    name: str
    display: str
    geography: str
    pair: str  # "" where the region has none
    zones: bool


# Source: "Azure regions list" and "Azure paired regions" of Microsoft Learn. westus3 and brazilsouth pair one way only.
_LIST = """
eastus|East US|United States|westus|z
eastus2|East US 2|United States|centralus|z
southcentralus|South Central US|United States|northcentralus|z
westus2|West US 2|United States|westcentralus|z
westus3|West US 3|United States|eastus|z
centralus|Central US|United States|eastus2|z
northcentralus|North Central US|United States|southcentralus|
westus|West US|United States|eastus|
westcentralus|West Central US|United States|westus2|
canadacentral|Canada Central|Canada|canadaeast|z
canadaeast|Canada East|Canada|canadacentral|
mexicocentral|Mexico Central|Mexico||z
brazilsouth|Brazil South|Brazil|southcentralus|z
brazilsoutheast|Brazil Southeast|Brazil|brazilsouth|
chilecentral|Chile Central|Chile||z
northeurope|North Europe|Europe|westeurope|z
westeurope|West Europe|Europe|northeurope|z
swedencentral|Sweden Central|Sweden|swedensouth|z
swedensouth|Sweden South|Sweden|swedencentral|
francecentral|France Central|France|francesouth|z
francesouth|France South|France|francecentral|
germanywestcentral|Germany West Central|Germany|germanynorth|z
germanynorth|Germany North|Germany|germanywestcentral|
austriaeast|Austria East|Austria||z
belgiumcentral|Belgium Central|Belgium||z
denmarkeast|Denmark East|Denmark||z
italynorth|Italy North|Italy||z
polandcentral|Poland Central|Poland||z
spaincentral|Spain Central|Spain||z
norwayeast|Norway East|Norway|norwaywest|z
norwaywest|Norway West|Norway|norwayeast|
switzerlandnorth|Switzerland North|Switzerland|switzerlandwest|z
switzerlandwest|Switzerland West|Switzerland|switzerlandnorth|
uksouth|UK South|United Kingdom|ukwest|z
ukwest|UK West|United Kingdom|uksouth|
israelcentral|Israel Central|Israel||z
qatarcentral|Qatar Central|Qatar||z
uaenorth|UAE North|UAE|uaecentral|z
uaecentral|UAE Central|UAE|uaenorth|
southafricanorth|South Africa North|South Africa|southafricawest|z
southafricawest|South Africa West|South Africa|southafricanorth|
australiaeast|Australia East|Australia|australiasoutheast|z
australiasoutheast|Australia Southeast|Australia|australiaeast|
australiacentral|Australia Central|Australia|australiacentral2|
australiacentral2|Australia Central 2|Australia|australiacentral|
newzealandnorth|New Zealand North|New Zealand||z
southeastasia|Southeast Asia|Asia Pacific|eastasia|z
eastasia|East Asia|Asia Pacific|southeastasia|z
indonesiacentral|Indonesia Central|Indonesia||z
malaysiawest|Malaysia West|Malaysia||z
japaneast|Japan East|Japan|japanwest|z
japanwest|Japan West|Japan|japaneast|z
koreacentral|Korea Central|Korea|koreasouth|z
koreasouth|Korea South|Korea|koreacentral|
centralindia|Central India|India|southindia|z
southindia|South India|India|centralindia|
westindia|West India|India|southindia|
jioindiawest|Jio India West|India|jioindiacentral|
jioindiacentral|Jio India Central|India|jioindiawest|
"""

REGIONS: dict[str, Region] = {
    name: Region(name, display, geography, pair, bool(zones))
    for name, display, geography, pair, zones in (line.split("|") for line in _LIST.split("\n") if line)
}

# Types that live nowhere in particular: their location is "global" and nothing else.
GLOBAL_TYPES = (
    "microsoft.cdn/profiles",
    "microsoft.cdn/cdnwebapplicationfirewallpolicies",
    "microsoft.network/frontdoors",
    "microsoft.network/frontdoorwebapplicationfirewallpolicies",
    "microsoft.network/privatednszones",
    "microsoft.network/dnszones",
    "microsoft.network/trafficmanagerprofiles",
    "microsoft.insights/activitylogalerts",
)
EITHER_TYPES = ("microsoft.insights/actiongroups", "microsoft.insights/metricalerts")


def normalise(location: str) -> str:
    """'West Europe' -> 'westeurope', as Azure stores it."""
    return location.replace(" ", "").lower()


def check_location(type: str, location: object) -> str:
    """The normalised location; ArmError where Azure hasn't got it for the type."""
    if not isinstance(location, str) or not location.strip():
        raise ArmError(400, "LocationRequired", "The location property is required for this definition.")
    name, kind = normalise(location), type.lower()
    is_global = any(kind == one or kind.startswith(one + "/") for one in GLOBAL_TYPES)
    allowed = {"global"} if is_global else set(REGIONS) | ({"global"} if kind in EITHER_TYPES else set())
    if name in allowed:
        return name
    listed = ",".join(sorted(allowed))
    raise ArmError(
        400,
        "LocationNotAvailableForResourceType",
        f"The provided location '{location}' is not available for resource type '{type}'. "
        f"List of available regions for the resource type is '{listed}'.",
    )
