"""Where data may live: cloud regions in member states of the European Union, as a list and never as a prefix.

Sources: Azure's own list of locations as `az account list-locations` gave it on 2026-08-21 (published by
Azure/terraform-azurerm-avm-utl-regions), and "List of Azure regions" on Microsoft Learn; for AWS "Regions and zones" in
its documentation, 2026-11. Zones and pairs differ from region to region and change: read the list again now and then.
"""

from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, kw_only=True)
class Region:
    """An Azure region in the EU. `pair` is where Azure copies to: None where the region has no pair."""

    name: str  # as Azure Resource Manager writes it: lower case, no spaces
    display: str
    code: str  # Azure's own short code, as in Azure Backup's host names
    country: str
    zones: bool  # has availability zones
    pair: str | None
    restricted: bool = False  # open only on request, meant as the pair's fallback

    @property
    def strongest_redundancy(self) -> str:
        """The storage SKU that keeps most copies without leaving the EU: every pair listed here is itself in the EU."""
        return {
            (True, True): "Standard_GZRS",
            (True, False): "Standard_ZRS",
            (False, True): "Standard_GRS",
            (False, False): "Standard_LRS",
        }[self.zones, self.pair is not None]


def _region(
    display: str, code: str, country: str, *, zones: bool = True, pair: str | None = None, restricted: bool = False
) -> Region:
    name = normalise(display)
    return Region(name=name, display=display, code=code, country=country, zones=zones, pair=pair, restricted=restricted)


def normalise(name: str) -> str:
    """Azure's programmatic form: `West Europe` and `westeurope` are the same region to Azure, so they are to us."""
    return "".join(name.split()).lower()


EU: dict[str, Region] = {
    region.name: region
    for region in (
        _region("Austria East", "aue", "Austria"),
        _region("Belgium Central", "bec", "Belgium"),
        _region("Denmark East", "dke", "Denmark"),
        _region("France Central", "frc", "France", pair="francesouth"),
        _region("France South", "frs", "France", zones=False, pair="francecentral", restricted=True),
        _region("Germany North", "gn", "Germany", zones=False, pair="germanywestcentral", restricted=True),
        _region("Germany West Central", "gwc", "Germany", pair="germanynorth"),
        _region("Italy North", "itn", "Italy"),
        _region("North Europe", "ne", "Ireland", pair="westeurope"),
        _region("Poland Central", "plc", "Poland"),
        _region("Spain Central", "spc", "Spain"),
        _region("Sweden Central", "sdc", "Sweden", pair="swedensouth"),
        _region("Sweden South", "sds", "Sweden", zones=False, pair="swedencentral", restricted=True),
        _region("West Europe", "we", "the Netherlands", pair="northeurope"),
    )
}

IN_EUROPE = ("Norway", "Switzerland", "the United Kingdom")
"""In Europe and not in the European Union: the mistake that a prefix or a map makes."""

ELSEWHERE: dict[str, str] = {
    name: country
    for country, names in {
        "Norway": "norwayeast norwaywest",
        "Switzerland": "switzerlandnorth switzerlandwest",
        "the United Kingdom": "uksouth ukwest uksouth2 uknorth",
        "Australia": "australiacentral australiacentral2 australiaeast australiasoutheast",
        "Brazil": "brazilsouth brazilsoutheast",
        "Canada": "canadacentral canadaeast",
        "Chile": "chilecentral",
        "China": "chinaeast chinaeast2 chinaeast3 chinanorth chinanorth2 chinanorth3",
        "Hong Kong": "eastasia",
        "India": "centralindia jioindiacentral jioindiawest southindia westindia",
        "Indonesia": "indonesiacentral",
        "Israel": "israelcentral israelnorthwest",
        "Japan": "japaneast japanwest",
        "Malaysia": "malaysiasouth malaysiawest",
        "Mexico": "mexicocentral",
        "New Zealand": "newzealandnorth",
        "Qatar": "qatarcentral",
        "Singapore": "southeastasia",
        "South Africa": "southafricanorth southafricawest",
        "South Korea": "koreacentral koreasouth",
        "Taiwan": "taiwannorth taiwannorthwest",
        "the United Arab Emirates": "uaecentral uaenorth",
        "the United States": (
            "centralus centraluseuap eastus eastus2 eastus2euap eastus3 northcentralus southcentralus "
            "southcentralus2 westcentralus westus westus2 westus3 usgovarizona usgovtexas usgovvirginia usgoviowa "
            "usdodcentral usdodeast"
        ),
    }.items()
    for name in names.split()
}
"""Azure's regions outside the EU, with their country: to say why one is refused instead of calling it misspelt."""

# fmt: off
GROUPS = frozenset(
    {
        "asia", "asiapacific", "australia", "brazil", "canada", "europe", "france", "germany", "global",
        "india", "indonesia", "israel", "italy", "japan", "korea", "malaysia", "mexico", "newzealand", "norway",
        "poland", "qatar", "singapore", "southafrica", "spain", "sweden", "switzerland", "taiwan", "uae", "uk",
        "unitedstates", "unitedstateseuap",
    }
)
# fmt: on
"""Names that Azure accepts as a location and that are no region: nothing says in which country such data lies."""

AWS_EU: dict[str, str] = {
    "eu-central-1": "Germany",
    "eu-north-1": "Sweden",
    "eu-south-1": "Italy",
    "eu-south-2": "Spain",
    "eu-west-1": "Ireland",
    "eu-west-3": "France",
}
"""AWS regions in the EU. Missing on purpose: eu-west-2 is London, eu-central-2 is Zurich."""


TEST_LOCATIONS: dict[str, str] = {
    "emea-nl-ams-azr": "westeurope",
    "emea-gb-db3-azr": "northeurope",  # Dublin, whatever its name says
    "emea-fr-pra-edge": "francecentral",
    "emea-ch-zrh-edge": "francesouth",  # once Zurich, now in France
}
"""Where Azure's availability tests run inside the EU: their location ids, whose names are older than their places.
Missing on purpose: emea-se-sto-edge is UK West and emea-ru-msa-edge is UK South. Source: "Location population tags" of
Application Insights' availability tests, Microsoft Learn, 2026-11."""


def is_eu(name: str) -> bool:
    """Whether `name` is an Azure region in a member state of the European Union."""
    return normalise(name) in EU


def region(name: str) -> Region:
    """The EU region of that name; ValueError with `refusal`'s sentence for any other."""
    try:
        return EU[normalise(name)]
    except KeyError:
        raise ValueError(refusal(name)) from None


def pair_of(name: str) -> str | None:
    """The region to which Azure replicates `name`, itself in the EU; None where there is no pair."""
    return region(name).pair


def paired() -> tuple[str, ...]:
    """The EU regions that have a pair, and so geo-redundant backups."""
    return tuple(name for name, eu in EU.items() if eu.pair)


def refusal(name: str) -> str:
    """Why `name` is not allowed, in one sentence that ends with what is."""
    return f"{name!r} {_reason(normalise(name))}; allowed are {', '.join(EU)}."


def _reason(name: str) -> str:
    if country := ELSEWHERE.get(name):
        if country in IN_EUROPE:
            return f"is in {country}, which is in Europe but not in the European Union"
        return f"is in {country}, outside the European Union"
    if name in GROUPS:
        return "is a group of regions, not a region, so nothing keeps it inside the European Union"
    if near := get_close_matches(name, [*EU, *ELSEWHERE], n=1, cutoff=0.75):
        return f"is not an Azure region (did you mean {near[0]!r}?)"
    return "is not an Azure region"
