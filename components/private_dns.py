"""Private DNS of one region: the services' public names resolve to their private endpoints inside the network."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import privatedns

from components.base import Component, Place
from components.private_link import Service


@dataclass(frozen=True, kw_only=True)
class PrivateDnsArgs:
    place: Place
    network: pulumi.Input[str]  # id of the region's virtual network


class PrivateDns(Component):
    """Serves TEN-2 NET-4. Zones of its own for each region: one region's failure or change leaves the others alone.

    Outputs: `zones`, the id of each service's zone.

    >>> Service.BLOB in PrivateDns("dns-ne", PrivateDnsArgs(place=place, network=network)).zones
    True
    """

    def __init__(self, name: str, args: PrivateDnsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        self.zones: dict[Service, pulumi.Output[str]] = {}
        for service in Service:
            what = service.name.lower()
            zone = privatedns.PrivateZone(
                f"{name}-{what}",
                private_zone_name=service.zone,
                resource_group_name=args.place.group,
                location="global",  # zones have no region; only their names and private addresses are in them
                tags=self.tags,
                opts=self.child,
            )
            privatedns.VirtualNetworkLink(
                f"{name}-{what}-link",
                virtual_network_link_name=f"link-{what}",
                private_zone_name=zone.name,
                resource_group_name=args.place.group,
                location="global",
                virtual_network=privatedns.SubResourceArgs(id=args.network),
                registration_enabled=False,
                tags=self.tags,
                opts=self.child,
            )
            self.zones[service] = zone.id
        self.register_outputs({})
