"""What the web application firewall at the edge looks for: Microsoft's managed rules, and limits per client address."""

from pulumi_azure_native import frontdoor

GENERAL_PER_MINUTE = 1000
SIGN_IN_PER_MINUTE = 30
SIGN_IN_PATHS = ("/login", "/signin", "/oauth", "/api/auth")
EVERYONE = ("0.0.0.0/0", "::/0")


def managed_rules() -> frontdoor.ManagedRuleSetListArgs:
    """The current default rule set and the bot manager; both need the Premium tier."""
    return frontdoor.ManagedRuleSetListArgs(
        managed_rule_sets=[
            frontdoor.ManagedRuleSetArgs(
                rule_set_type="Microsoft_DefaultRuleSet",
                rule_set_version="2.1",
                rule_set_action=frontdoor.ManagedRuleSetActionType.BLOCK,
            ),
            frontdoor.ManagedRuleSetArgs(rule_set_type="Microsoft_BotManagerRuleSet", rule_set_version="1.1"),
        ]
    )


def custom_rules(general: int, sign_in: int, blocked: tuple[str, ...]) -> frontdoor.CustomRuleListArgs:
    """Evaluated before the managed rules, lowest priority number first. Limits are requests a minute and client."""
    client = frontdoor.MatchVariable.SOCKET_ADDR  # the address that connected: a header can be forged
    everyone = frontdoor.MatchConditionArgs(
        match_variable=client, operator=frontdoor.Operator.IP_MATCH, match_value=list(EVERYONE)
    )
    signing_in = frontdoor.MatchConditionArgs(
        match_variable=frontdoor.MatchVariable.REQUEST_URI,
        operator=frontdoor.Operator.CONTAINS,
        match_value=list(SIGN_IN_PATHS),
        transforms=[frontdoor.TransformType.LOWERCASE, frontdoor.TransformType.URL_DECODE],
    )
    rules = [
        _rate_limit("RateLimitSignIn", 20, sign_in, signing_in),
        _rate_limit("RateLimitGeneral", 30, general, everyone),
    ]
    if blocked:
        named = frontdoor.MatchConditionArgs(
            match_variable=client, operator=frontdoor.Operator.IP_MATCH, match_value=list(blocked)
        )
        rules.insert(
            0,
            frontdoor.CustomRuleArgs(
                name="BlockList",
                priority=10,
                enabled_state=frontdoor.CustomRuleEnabledState.ENABLED,
                rule_type=frontdoor.RuleType.MATCH_RULE,
                action=frontdoor.ActionType.BLOCK,
                match_conditions=[named],
            ),
        )
    return frontdoor.CustomRuleListArgs(rules=rules)


def _rate_limit(
    name: str, priority: int, threshold: int, condition: frontdoor.MatchConditionArgs
) -> frontdoor.CustomRuleArgs:
    return frontdoor.CustomRuleArgs(
        name=name,
        priority=priority,
        enabled_state=frontdoor.CustomRuleEnabledState.ENABLED,
        rule_type=frontdoor.RuleType.RATE_LIMIT_RULE,
        rate_limit_duration_in_minutes=1,
        rate_limit_threshold=threshold,
        group_by=[frontdoor.GroupByVariableArgs(variable_name=frontdoor.VariableName.SOCKET_ADDR)],
        match_conditions=[condition],
        action=frontdoor.ActionType.BLOCK,
    )


def scrubbed() -> list[frontdoor.WebApplicationFirewallScrubbingRulesArgs]:
    """What a request carries stays out of the firewall's log: it may be customers' content (LOG-4)."""
    return [
        frontdoor.WebApplicationFirewallScrubbingRulesArgs(
            match_variable=variable,
            selector_match_operator=frontdoor.ScrubbingRuleEntryMatchOperator.EQUALS_ANY,
            state=frontdoor.ScrubbingRuleEntryState.ENABLED,
        )
        for variable in (
            frontdoor.ScrubbingRuleEntryMatchVariable.REQUEST_BODY_POST_ARG_NAMES,
            frontdoor.ScrubbingRuleEntryMatchVariable.REQUEST_BODY_JSON_ARG_NAMES,
            frontdoor.ScrubbingRuleEntryMatchVariable.QUERY_STRING_ARG_NAMES,
            frontdoor.ScrubbingRuleEntryMatchVariable.REQUEST_COOKIE_NAMES,
        )
    ]
