"""The way out of one region's network by addresses that stay: others can allow them, and nobody gets in by them."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network

from components.base import Component, Place
from components.naming import Kind

ADDRESSES = 31  # prefix length: two addresses, 64,512 connections each to one destination


@dataclass(frozen=True, kw_only=True)
class NatGatewayArgs:
    """`zone`: the availability zone in which the gateway runs; None in a region without zones."""

    place: Place
    zone: str | None = "1"

    def __post_init__(self) -> None:
        region = self.place.region
        if self.zone and not (region and region.zones):
            raise ValueError(f"zone {self.zone!r} is not possible in {self.place.location}; it has no zones.")
        if self.zone not in (None, "1", "2", "3"):
            raise ValueError(f"zone {self.zone!r} is not allowed; allowed are 1, 2 and 3.")


class NatGateway(Component):
    """Serves NET-2 NET-4. It lives in one zone (the SKU that spans them isn't in the SDK's API version yet): with that
    zone its way out is gone, the data services, reached by private endpoints, are not.

    Outputs: `gateway_id`, `prefix_id`.

    >>> NatGateway("nat-ne", NatGatewayArgs(place=place)).place.location
    'northeurope'
    """

    def __init__(self, name: str, args: NatGatewayArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        prefix = network.PublicIPPrefix(
            f"{name}-prefix",
            public_ip_prefix_name=args.place.name(Kind.PUBLIC_PREFIX),
            resource_group_name=args.place.group,
            location=args.place.location,
            sku=network.PublicIPPrefixSkuArgs(name=network.PublicIPPrefixSkuName.STANDARD),
            public_ip_address_version=network.IPVersion.I_PV4,
            prefix_length=ADDRESSES,
            zones=["1", "2", "3"] if args.zone else None,  # the addresses outlive the gateway's zone
            tags=self.tags,
            opts=self.child,
        )
        gateway = network.NatGateway(
            f"{name}-gateway",
            nat_gateway_name=args.place.name(Kind.NAT_GATEWAY),
            resource_group_name=args.place.group,
            location=args.place.location,
            sku=network.NatGatewaySkuArgs(name=network.NatGatewaySkuName.STANDARD),
            idle_timeout_in_minutes=4,
            public_ip_prefixes=[network.SubResourceArgs(id=prefix.id)],
            zones=[args.zone] if args.zone else None,
            tags=self.tags,
            opts=self.child,
        )
        self.gateway_id, self.prefix_id = gateway.id, prefix.id
        self.register_outputs({"gatewayId": gateway.id})
