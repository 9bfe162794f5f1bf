"""Whether Azure offers a thing in a region, and how much of it: `availability.yaml` read, and asked."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "availability.yaml"
SKU = re.compile(r"Standard_[DE]\d+(?P<amd>a?)d?s_v(?P<generation>\d)")
PAUSED = "paused"


@cache
def data() -> Mapping[str, Any]:
    return yaml.safe_load(DATA.read_text())


def servers() -> Mapping[str, Mapping[str, Any]]:
    """By region: what flexible servers there can be."""
    return data()["flexible_servers"]["regions"]


def sku_refusal(region: str, sku: str) -> str | None:
    """Why there can be no flexible server of that size in the region, in words that end with what is allowed.

    A burstable size and one whose name has another form are left to Azure.
    """
    offered = servers().get(region)
    if offered is None:
        return f"has no flexible servers; allowed are {', '.join(servers())}"
    match = SKU.fullmatch(sku)
    if not match:
        return None
    generations = offered.get("amd", []) if match["amd"] else offered["generations"]
    if int(match["generation"]) in generations:
        return None
    kind = "AMD" if match["amd"] else "Intel"
    allowed = ", ".join(f"v{number}" for number in generations) or "none"
    return f"has no {kind} servers of generation v{match['generation']}; allowed are {allowed}"


def storage_refusal(gigabytes: int) -> str | None:
    """Why a flexible server can't have that much storage; None where it can."""
    sizes = data()["flexible_server_storage"]["gigabytes"]
    return None if gigabytes in sizes else f"is no size of its disks; allowed are {', '.join(map(str, sizes))}"


def zone_redundant(region: str) -> bool | str:
    """Whether a flexible server can have its standby in another zone; `paused` where new ones are refused for now."""
    return servers().get(region, {}).get("zone_redundant", False)


def notes(region: str) -> list[str]:
    """What to know of a region before one deploys into it, with the day on which it was so."""
    read = data()["flexible_servers"]["read"]
    found = []
    if zone_redundant(region) == PAUSED:
        found.append(
            f"new zone-redundant flexible servers were temporarily refused on {read}: ask Azure's support first"
        )
    if region not in data()["front_door_private_link"]["regions"]:
        found.append("Front Door makes no private endpoints in it, but in one nearby")
    return found


def over_quota(counts: Mapping[tuple[str, str], int]) -> list[str]:
    """Sentences on what is more than a subscription may have. Counts are by type and region ("" for none)."""
    said = []
    for kind, limit in data()["quotas"]["most"].items():
        by_place: dict[str, int] = {}
        for (type_, region), number in counts.items():
            if type_ == kind:
                place = region if limit["each"] == "region" else "the subscription"
                by_place[place] = by_place.get(place, 0) + number
        said += [
            f"{kind}: {number} in {place}; allowed are {limit['number']}."
            for place, number in sorted(by_place.items())
            if number > limit["number"]
        ]
    return said
