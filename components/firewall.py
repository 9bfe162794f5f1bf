"""Azure Firewall Premium of one region: out by name only, intrusions and known attackers denied, names resolved."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network

from components.addresses import AddressPlan, Tier
from components.base import Component, Place
from components.firewall_destinations import DESTINATIONS, Destination
from components.naming import Kind
from components.network import Network

ALL_ZONES = ("1", "2", "3")


@dataclass(frozen=True, kw_only=True)
class FirewallArgs:
    """`registries`: host names of container registries that jobs pull from, beside Microsoft's own."""

    place: Place
    network: Network
    workspace: pulumi.Input[str]
    registries: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if Tier.FIREWALL not in self.network.subnets:
            raise ValueError("network has no subnet for a firewall; allowed is one with egress firewall.")
        for host in self.registries:
            if not host.endswith(".azurecr.io"):
                raise ValueError(f"registries {host!r} is not allowed; allowed are hosts below azurecr.io.")


class Firewall(Component):
    """Serves NET-2 NET-4 LOG-1. Without TLS inspection, which would need a certificate authority that everybody trusts:
    intrusions are looked for in what isn't encrypted, in server names and in patterns of traffic.

    Outputs: `firewall_id`, `policy_id`.

    >>> firewall = Firewall("firewall-ne", FirewallArgs(place=place, network=walled, workspace=workspace))
    """

    def __init__(self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        region = args.place.region
        zones = list(ALL_ZONES) if region and region.zones else None
        policy = self._policy(args.workspace)
        allowed = self._rules(policy, args.network.plan, args.registries)
        address = network.PublicIPAddress(
            f"{name}-address",
            public_ip_address_name=args.place.name(Kind.PUBLIC_ADDRESS, "firewall"),
            resource_group_name=args.place.group,
            location=args.place.location,
            sku=network.PublicIPAddressSkuArgs(name=network.PublicIPAddressSkuName.STANDARD),
            public_ip_allocation_method=network.IPAllocationMethod.STATIC,
            zones=zones,
            tags=self.tags,
            opts=self.child,
        )
        firewall = network.AzureFirewall(
            f"{name}-firewall",
            azure_firewall_name=args.place.name(Kind.FIREWALL),
            resource_group_name=args.place.group,
            location=args.place.location,
            sku=network.AzureFirewallSkuArgs(
                name=network.AzureFirewallSkuName.AZF_W_V_NET, tier=network.AzureFirewallSkuTier.PREMIUM
            ),
            firewall_policy=network.SubResourceArgs(id=policy.id),
            ip_configurations=[
                network.AzureFirewallIPConfigurationArgs(
                    name="way-out",
                    subnet=network.SubResourceArgs(id=args.network.subnets[Tier.FIREWALL]),
                    public_ip_address=network.SubResourceArgs(id=address.id),
                )
            ],
            zones=zones,
            tags=self.tags,
            opts=self.after(allowed),  # a policy can't be changed while a firewall takes it over
        )
        self.firewall_id, self.policy_id = firewall.id, policy.id
        expected = str(args.network.plan.firewall(args.place.location))
        self.ready = firewall.ip_configurations.apply(lambda known: _took(expected, known))
        self.register_outputs({"firewallId": firewall.id, "address": self.ready})

    def _policy(self, workspace: pulumi.Input[str]) -> network.FirewallPolicy:
        return network.FirewallPolicy(
            f"{self.name}-policy",
            firewall_policy_name=self.place.name(Kind.FIREWALL_POLICY),
            resource_group_name=self.place.group,
            location=self.place.location,
            sku=network.FirewallPolicySkuArgs(
                tier=network.FirewallPolicySkuTier.PREMIUM
            ),  # intrusion detection needs it
            threat_intel_mode=network.AzureFirewallThreatIntelMode.DENY,
            intrusion_detection=network.FirewallPolicyIntrusionDetectionArgs(
                mode=network.FirewallPolicyIntrusionDetectionStateType.DENY
            ),
            dns_settings=network.DnsSettingsArgs(enable_proxy=True),
            insights=network.FirewallPolicyInsightsArgs(
                is_enabled=True,
                log_analytics_resources=network.FirewallPolicyLogAnalyticsResourcesArgs(
                    default_workspace_id=network.SubResourceArgs(id=workspace)
                ),
            ),
            tags=self.tags,
            opts=self.child,
        )

    def _rules(
        self, policy: network.FirewallPolicy, plan: AddressPlan, registries: tuple[str, ...]
    ) -> network.FirewallPolicyRuleCollectionGroup:
        own = [Destination("own-images", tuple(f"{part}{host}" for host in registries for part in ("", "*.")), _JOBS)]
        https = network.FirewallPolicyRuleApplicationProtocolArgs(
            protocol_type=network.FirewallPolicyRuleApplicationProtocolType.HTTPS, port=443
        )
        return network.FirewallPolicyRuleCollectionGroup(
            f"{self.name}-rules",
            rule_collection_group_name="way-out",
            firewall_policy_name=policy.name,
            resource_group_name=self.place.group,
            priority=200,
            rule_collections=[
                network.FirewallPolicyFilterRuleCollectionArgs(
                    rule_collection_type="FirewallPolicyFilterRuleCollection",
                    name="by-name",
                    priority=200,
                    action=network.FirewallPolicyFilterRuleCollectionActionArgs(
                        type=network.FirewallPolicyFilterRuleCollectionActionType.ALLOW
                    ),
                    rules=[
                        network.ApplicationRuleArgs(
                            rule_type="ApplicationRule",
                            name=each.name,
                            source_addresses=[str(plan.subnet(self.place.location, tier)) for tier in each.tiers],
                            protocols=[https],
                            target_fqdns=list(each.names),
                        )
                        for each in (*DESTINATIONS, *(own if registries else []))
                    ],
                )
            ],
            opts=self.child,
        )


_JOBS = (Tier.JOBS,)


def _took(expected: str, known: object) -> str:
    """The firewall's address. Routes and name resolution rest on the plan's: another one must not go unnoticed."""
    for each in known if isinstance(known, list) else []:
        taken = getattr(each, "private_ip_address", None)
        if taken and taken != expected:
            raise ValueError(f"firewall took the address {taken}; allowed is {expected}, to which all routes lead.")
    return expected
