"""What a region shares with its cells, by name alone: a cell in a stack of its own asks no other stack for it."""

from dataclasses import dataclass

from components.addresses import Tier
from components.base import Place, PrivateLink
from components.naming import Kind
from components.private_link import Service


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Ids of what a region's stamp makes once. `jobs`: the container environment."""

    link: PrivateLink
    workspace: str
    jobs: str


def shared(place: Place) -> Shared:
    """The shared parts of the region that `place` names; its group is of no matter."""
    group = f"/subscriptions/{place.subscription}/resourceGroups/{place.name(Kind.RESOURCE_GROUP)}/providers"
    network = f"{group}/Microsoft.Network/virtualNetworks/{place.name(Kind.VIRTUAL_NETWORK)}"
    return Shared(
        link=PrivateLink(
            subnet=f"{network}/subnets/{place.name(Kind.SUBNET, Tier.ENDPOINTS.name.lower())}",
            zones={each: f"{group}/Microsoft.Network/privateDnsZones/{each.zone}" for each in Service},
        ),
        workspace=f"{group}/Microsoft.OperationalInsights/workspaces/{place.name(Kind.WORKSPACE)}",
        jobs=f"{group}/Microsoft.App/managedEnvironments/{place.name(Kind.CONTAINER_ENVIRONMENT)}",
    )
