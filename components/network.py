"""The virtual network of one region: subnets by tier, each with a security group that denies what nobody asked for."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network

from components import network_rules
from components.addresses import AddressPlan, Tier
from components.base import Component, Place
from components.egress import Egress
from components.naming import Kind

DELEGATED = {
    Tier.APPLICATION: (("web", "Microsoft.Web/serverFarms"),),
    Tier.JOBS: (("jobs", "Microsoft.App/environments"),),
}
WAY_OUT = (Tier.APPLICATION, Tier.OPERATIONS, Tier.JOBS)
FIREWALL_SUBNET = "AzureFirewallSubnet"  # Azure looks for this name


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """`plan` says which addresses the region and its tiers have; `nat`: id of the gateway, with Egress.NAT.

    `watcher` is made before the network: Azure makes one of its own, elsewhere, for a region that has none by then.
    """

    place: Place
    plan: AddressPlan
    workspace: pulumi.Input[str]
    egress: Egress = Egress.NAT
    nat: pulumi.Input[str] | None = None
    watcher: pulumi.Resource | None = None

    def __post_init__(self) -> None:
        if self.nat and self.egress is Egress.FIREWALL:
            raise ValueError(
                f"nat is not possible with egress {self.egress.value}; allowed is a gateway with egress nat."
            )


class Network(Component):
    """Serves TEN-2 NET-2 NET-4.

    Outputs: `network_id`, `ready` (its last subnet); `subnets`, the id of each tier's subnet.

    >>> args = NetworkArgs(place=place, plan=plan, workspace=workspace)
    >>> sorted(tier.name for tier in Network("network-ne", args).subnets)
    ['APPLICATION', 'ENDPOINTS', 'JOBS', 'OPERATIONS', 'RESTORE']
    """

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        self.args, self.plan = args, args.plan
        region = args.place.location
        self.firewalled = args.egress is Egress.FIREWALL
        # The firewall resolves names, so that it knows those that its rules speak of.
        dns = network.DhcpOptionsArgs(dns_servers=[str(args.plan.firewall(region))]) if self.firewalled else None
        space = network.VirtualNetwork(
            f"{name}-vnet",
            virtual_network_name=args.place.name(Kind.VIRTUAL_NETWORK),
            resource_group_name=args.place.group,
            location=region,
            address_space=network.AddressSpaceArgs(address_prefixes=[str(args.plan.network(region))]),
            dhcp_options=dns,
            tags=self.tags,
            opts=self.after(args.watcher) if args.watcher else self.child,
        )
        self.send_logs(args.workspace)
        self.network_id = space.id
        routes = self._routes() if self.firewalled else None
        self.subnets: dict[Tier, pulumi.Output[str]] = {}
        before: pulumi.Resource = space
        for tier in Tier:
            if tier is Tier.FIREWALL and not self.firewalled:
                continue
            # One after the other: Azure refuses a second change of a network while one is under way.
            before = self._subnet(tier, space, before, routes)
            self.subnets[tier] = before.id
        self.ready = before
        self.register_outputs({"networkId": self.network_id})

    def _subnet(
        self, tier: Tier, space: network.VirtualNetwork, before: pulumi.Resource, routes: network.RouteTable | None
    ) -> network.Subnet:
        what, firewall, leaves = tier.name.lower(), tier is Tier.FIREWALL, tier in WAY_OUT
        # Azure allows no security group in the firewall's subnet: the firewall is one.
        group = None if firewall else self._group(tier)
        return network.Subnet(
            f"{self.name}-subnet-{what}",
            subnet_name=FIREWALL_SUBNET if firewall else self.place.name(Kind.SUBNET, what),
            virtual_network_name=space.name,
            resource_group_name=self.place.group,
            address_prefix=str(self.plan.subnet(self.place.location, tier)),
            network_security_group=network.NetworkSecurityGroupArgs(id=group.id) if group else None,
            route_table=network.RouteTableArgs(id=routes.id) if routes and leaves else None,
            nat_gateway=network.SubResourceArgs(id=self.args.nat) if self.args.nat and leaves else None,
            # Without this a private endpoint answers past the security group.
            private_endpoint_network_policies=network.VirtualNetworkPrivateEndpointNetworkPolicies.ENABLED,
            default_outbound_access=False,
            delegations=[
                network.DelegationArgs(name=name, service_name=service) for name, service in DELEGATED.get(tier, ())
            ],
            opts=self.after(before),
        )

    def _group(self, tier: Tier) -> network.NetworkSecurityGroup:
        what = tier.name.lower()
        return network.NetworkSecurityGroup(
            f"{self.name}-nsg-{what}",
            network_security_group_name=self.place.name(Kind.NETWORK_SECURITY_GROUP, what),
            resource_group_name=self.place.group,
            location=self.place.location,
            security_rules=network_rules.rules(tier, self.plan, self.place.location, firewall=self.firewalled),
            tags=self.tags,
            opts=self.child,
        )

    def _routes(self) -> network.RouteTable:
        """Whatever leaves the network goes to the firewall."""
        out = network.RouteArgs(
            name="everything-to-firewall",
            address_prefix="0.0.0.0/0",
            next_hop_type=network.RouteNextHopType.VIRTUAL_APPLIANCE,
            next_hop_ip_address=str(self.plan.firewall(self.place.location)),
        )
        return network.RouteTable(
            f"{self.name}-routes",
            route_table_name=self.place.name(Kind.ROUTE_TABLE),
            resource_group_name=self.place.group,
            location=self.place.location,
            disable_bgp_route_propagation=True,
            routes=[out],
            tags=self.tags,
            opts=self.child,
        )
