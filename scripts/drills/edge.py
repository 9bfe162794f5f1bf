"""The edge's origins: which of them serve, taking those of a lost region out, and putting them back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from azure.mgmt.cdn import CdnManagementClient
from azure.mgmt.cdn import models as cdn

from controls import residency
from scripts.drills.resources import group_of, name_of

if TYPE_CHECKING:
    from scripts.drills.drill import Drill


@dataclass(frozen=True, kw_only=True)
class Origin:
    """One origin of Front Door. `region`: where it stands."""

    group: str
    name: str
    region: str
    enabled: bool
    priority: int


def _client(drill: Drill) -> CdnManagementClient:
    return drill.azure.management(CdnManagementClient)


def _profile(drill: Drill) -> tuple[str, str]:
    return group_of(drill.estate.edge.profile), name_of(drill.estate.edge.profile)


def origins(drill: Drill) -> list[Origin]:
    """Every origin of every group, with its region: its private link's, or the region that its name is."""
    client, place = _client(drill), _profile(drill)
    found = []
    for group in client.afd_origin_groups.list_by_profile(*place):
        for origin in client.afd_origins.list_by_origin_group(*place, str(group.name)):
            facts = origin.properties
            region = region_of(drill, origin)
            if facts and region:
                enabled = str(getattr(facts.enabled_state, "value", facts.enabled_state)) != "Disabled"
                found.append(
                    Origin(group=str(group.name), name=str(origin.name), region=region, enabled=enabled,
                           priority=int(facts.priority or 1))
                )  # fmt: skip
    return found


def region_of(drill: Drill, origin: Any) -> str | None:
    """The region in the origin's name goes before its private link's: a secondary endpoint has its primary's link."""
    text = str(origin.name).lower()
    for region in drill.estate.regions:
        code = residency.region(region).code
        if region in text or text == code or text.endswith(f"-{code}"):
            return region
    link = origin.properties.shared_private_link_resource if origin.properties else None
    place = getattr(link, "private_link_location", None)
    return residency.normalise(place) if place else None


def switch(drill: Drill, origin: Origin, state: str) -> None:
    """`state`: Enabled or Disabled."""
    parameters = cdn.AFDOriginUpdateParameters(
        properties=cdn.AFDOriginUpdatePropertiesParameters(enabled_state=cdn.EnabledState(state))
    )
    client, place = _client(drill), _profile(drill)
    client.afd_origins.begin_update(*place, origin.group, origin.name, parameters).result()


def restore_origin(drill: Drill, entry: dict[str, Any]) -> None:
    facts = entry["origin"]
    switch(drill, Origin(**facts), "Enabled" if facts["enabled"] else "Disabled")
