"""The web application firewall at the edge: it blocks what it finds, and keeps what it read out of its log."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import frontdoor

from components.base import Component, DataClass, Place
from components.firewall_rules import DEFAULT_LIMITS, Limits, custom_rules, managed_rules, scrubbed
from components.naming import Kind


@dataclass(frozen=True, kw_only=True)
class EdgeFirewallArgs:
    place: Place
    limits: Limits = DEFAULT_LIMITS


class EdgeFirewall(Component):
    """Serves NET-1 NET-2 SDL-10 LOG-4.

    Outputs: `policy_id`.

    >>> waf = EdgeFirewall("edge-firewall", EdgeFirewallArgs(place=everywhere, limits=Limits(sign_in=20)))
    """

    data_class = DataClass.PUBLIC

    def __init__(self, name: str, args: EdgeFirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        policy = frontdoor.Policy(
            f"{name}-waf",
            policy_name=args.place.name(Kind.WAF_POLICY),
            resource_group_name=args.place.group,
            location="global",
            sku=frontdoor.SkuArgs(name=frontdoor.SkuName.PREMIUM_AZURE_FRONT_DOOR),
            policy_settings=frontdoor.PolicySettingsArgs(
                enabled_state=frontdoor.PolicyEnabledState.ENABLED,
                mode=frontdoor.PolicyMode.PREVENTION,
                request_body_check=frontdoor.PolicyRequestBodyCheck.ENABLED,
                custom_block_response_status_code=403,
                state=frontdoor.WebApplicationFirewallScrubbingState.ENABLED,
                scrubbing_rules=scrubbed(),
            ),
            managed_rules=managed_rules(),
            custom_rules=custom_rules(args.limits),
            tags=self.tags,
            opts=self.child,
        )
        self.policy_id = policy.id
        self.register_outputs({"policyId": policy.id})
