"""The virtual network of one region: subnets by tier, each with a security group that denies what nobody asked for."""

from dataclasses import dataclass
from enum import IntEnum

import pulumi
from pulumi_azure_native import network

from components.addresses import AddressPlan, Tier
from components.base import Component, Place
from components.naming import Kind

IN, OUT = network.SecurityRuleDirection.INBOUND, network.SecurityRuleDirection.OUTBOUND
HTTPS, POSTGRES = "443", "5432"


class Priority(IntEnum):
    """Where a rule stands in its group; lower wins. Azure allows 100 to 4096, each once a group and direction."""

    FROM_APPLICATION = 100
    FROM_OPERATIONS = 110
    TO_ENDPOINTS = 200
    TO_RESTORED = 210
    TO_ENTRA = 220
    TO_MONITOR = 230
    DENY_ALL = 4096


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    """`plan` says which addresses the region and its tiers have."""

    place: Place
    plan: AddressPlan
    workspace: pulumi.Input[str]


class Network(Component):
    """Serves TEN-2 NET-2 NET-4.

    Outputs: `network_id`; `subnets`, the id of each tier's subnet.

    >>> args = NetworkArgs(place=place, plan=plan, workspace=workspace)
    >>> sorted(tier.name for tier in Network("network-ne", args).subnets)
    ['APPLICATION', 'ENDPOINTS', 'OPERATIONS', 'RESTORE']
    """

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        self.plan = args.plan
        region = args.place.location
        space = network.VirtualNetwork(
            f"{name}-vnet",
            virtual_network_name=args.place.name(Kind.VIRTUAL_NETWORK),
            resource_group_name=args.place.group,
            location=region,
            address_space=network.AddressSpaceArgs(address_prefixes=[str(args.plan.network(region))]),
            tags=self.tags,
            opts=self.child,
        )
        self.watch(space.id, args.workspace, what="vnet")
        self.network_id = space.id
        self.subnets: dict[Tier, pulumi.Output[str]] = {}
        before: pulumi.Resource = space
        for tier in Tier:
            group = self._group(tier, args.workspace)
            # One after the other: Azure refuses a second change of a network while one is under way.
            before = self._subnet(tier, space, group, before)
            self.subnets[tier] = before.id
        self.register_outputs({"networkId": self.network_id})

    def _subnet(
        self, tier: Tier, space: network.VirtualNetwork, group: network.NetworkSecurityGroup, before: pulumi.Resource
    ) -> network.Subnet:
        what = tier.name.lower()
        delegated = [network.DelegationArgs(name="web", service_name="Microsoft.Web/serverFarms")]
        return network.Subnet(
            f"{self.name}-subnet-{what}",
            subnet_name=self.place.name(Kind.SUBNET, what),
            virtual_network_name=space.name,
            resource_group_name=self.place.group,
            address_prefix=str(self.plan.subnet(self.place.location, tier)),
            network_security_group=network.NetworkSecurityGroupArgs(id=group.id),
            # Without this a private endpoint answers past the security group.
            private_endpoint_network_policies=network.VirtualNetworkPrivateEndpointNetworkPolicies.ENABLED,
            default_outbound_access=False,
            delegations=delegated if tier is Tier.APPLICATION else [],
            opts=self.after(before),
        )

    def _group(self, tier: Tier, workspace: pulumi.Input[str]) -> network.NetworkSecurityGroup:
        what = tier.name.lower()
        group = network.NetworkSecurityGroup(
            f"{self.name}-nsg-{what}",
            network_security_group_name=self.place.name(Kind.NETWORK_SECURITY_GROUP, what),
            resource_group_name=self.place.group,
            location=self.place.location,
            security_rules=[*self._allowed(tier), _deny(IN), _deny(OUT)],
            tags=self.tags,
            opts=self.child,
        )
        self.watch(group.id, workspace, what=f"nsg-{what}", metrics=False)  # security groups have none
        return group

    def _allowed(self, tier: Tier) -> list[network.SecurityRuleArgs]:
        subnet = {tier: str(self.plan.subnet(self.place.location, tier)) for tier in Tier}
        endpoints, restored = subnet[Tier.ENDPOINTS], subnet[Tier.RESTORE]
        services = [
            _allow("ToEndpoints", Priority.TO_ENDPOINTS, OUT, [HTTPS, POSTGRES], to=endpoints),
            _allow("ToEntra", Priority.TO_ENTRA, OUT, [HTTPS], to="AzureActiveDirectory"),
            _allow("ToMonitor", Priority.TO_MONITOR, OUT, [HTTPS], to="AzureMonitor"),
        ]
        application, operations = subnet[Tier.APPLICATION], subnet[Tier.OPERATIONS]
        return {
            Tier.ENDPOINTS: [
                _allow("FromApplication", Priority.FROM_APPLICATION, IN, [HTTPS, POSTGRES], source=application),
                _allow("FromOperations", Priority.FROM_OPERATIONS, IN, [HTTPS, POSTGRES], source=operations),
            ],
            Tier.APPLICATION: services,
            Tier.OPERATIONS: [*services, _allow("ToRestored", Priority.TO_RESTORED, OUT, [POSTGRES], to=restored)],
            # A restored copy may hold tenants that were deleted since: the application can't reach it.
            Tier.RESTORE: [_allow("FromOperations", Priority.FROM_OPERATIONS, IN, [POSTGRES], source=operations)],
        }[tier]


def _allow(
    name: str,
    priority: Priority,
    direction: network.SecurityRuleDirection,
    ports: list[str],
    *,
    source: str = "*",
    to: str = "*",
) -> network.SecurityRuleArgs:
    return network.SecurityRuleArgs(
        name=f"Allow{name}",
        priority=priority,
        direction=direction,
        access=network.SecurityRuleAccess.ALLOW,
        protocol=network.SecurityRuleProtocol.TCP,
        source_address_prefix=source,
        source_port_range="*",
        destination_address_prefix=to,
        destination_port_ranges=ports,
    )


def _deny(direction: network.SecurityRuleDirection) -> network.SecurityRuleArgs:
    """Azure's own default rules allow the whole virtual network and the way out to the internet."""
    return network.SecurityRuleArgs(
        name=f"DenyAll{direction.value}",
        priority=Priority.DENY_ALL,
        direction=direction,
        access=network.SecurityRuleAccess.DENY,
        protocol=network.SecurityRuleProtocol.ASTERISK,
        source_address_prefix="*",
        source_port_range="*",
        destination_address_prefix="*",
        destination_port_range="*",
    )
