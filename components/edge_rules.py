"""What Front Door adds to every answer: the headers that tell browsers how careful to be."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import cdn

from components.base import Component, DataClass, Place
from components.naming import Kind

HEADERS = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
MOST = 5  # actions that Azure takes in one rule


@dataclass(frozen=True, kw_only=True)
class EdgeRulesArgs:
    place: Place
    profile: cdn.Profile


class EdgeRules(Component):
    """Serves ENC-1 SDL-10 SDL-11.

    Outputs: `rule_set_id`; `rules`, the last thing made.

    >>> rules = EdgeRules("edge-headers", EdgeRulesArgs(place=everywhere, profile=profile))
    """

    data_class = DataClass.PUBLIC

    def __init__(self, name: str, args: EdgeRulesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        made = cdn.RuleSet(
            f"{name}-set",
            rule_set_name=args.place.name(Kind.FRONT_DOOR_RULE_SET, "headers"),
            profile_name=args.profile.name,
            resource_group_name=args.place.group,
            opts=self.child,
        )
        headers = list(HEADERS.items())
        parts = [dict(headers[start : start + MOST]) for start in range(0, len(headers), MOST)]
        self.rules = [self._rule(made, args.profile, order, part) for order, part in enumerate(parts, start=1)]
        self.rule_set_id = made.id
        self.register_outputs({"ruleSetId": made.id})

    def _rule(self, made: cdn.RuleSet, profile: cdn.Profile, order: int, headers: Mapping[str, str]) -> cdn.Rule:
        return cdn.Rule(
            f"{self.name}-rule-{order}",
            rule_name=f"securityheaders{order}",
            rule_set_name=made.name,
            profile_name=profile.name,
            resource_group_name=self.place.group,
            order=order,
            match_processing_behavior=cdn.MatchProcessingBehavior.CONTINUE_,
            actions=[
                cdn.DeliveryRuleResponseHeaderActionArgs(
                    name="ModifyResponseHeader",
                    parameters=cdn.HeaderActionParametersArgs(
                        type_name="DeliveryRuleHeaderActionParameters",
                        header_action=cdn.HeaderAction.OVERWRITE,
                        header_name=header,
                        value=value,
                    ),
                )
                for header, value in headers.items()
            ],
            opts=self.child,
        )
