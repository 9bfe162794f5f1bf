"""What the web application firewall at the edge looks for: Microsoft's managed rules, limits per client, sizes."""

from dataclasses import dataclass

from pulumi_azure_native import frontdoor

from components.firewall_limits import BYTES_PER_MEGABYTE, longer_than

SIGN_IN_PATHS = ("/login", "/signin", "/oauth", "/api/auth")
EXPORT_PATHS = ("/export", "/download", "/api/export")
EVERYONE = ("0.0.0.0/0", "::/0")
LONGEST_URI = 4096  # bytes
DEFAULT_RULES = "2.2"  # since 2026-03; OWASP CRS 3.3.4
BOT_RULES = "1.1"
URI = frontdoor.MatchVariable.REQUEST_URI


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Requests a minute and client address; `body_megabytes` of one request; `blocked` addresses or networks."""

    general: int = 1000
    sign_in: int = 30
    export: int = 10
    body_megabytes: int = 30
    blocked: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, value in (("sign_in", self.sign_in), ("export", self.export)):
            if not 10 <= value <= self.general <= 100_000:
                raise ValueError(
                    f"{name} {value} and general {self.general} are not allowed; allowed are 10 to 100000, the first "
                    "not above the second."
                )
        if not 1 <= self.body_megabytes <= 2000:  # Front Door's own limit is 2 GB
            raise ValueError(f"body_megabytes {self.body_megabytes} is not allowed; allowed are 1 to 2000.")


DEFAULT_LIMITS = Limits()


def managed_rules() -> frontdoor.ManagedRuleSetListArgs:
    """The current default rule set and the bot manager; both need the Premium tier."""
    return frontdoor.ManagedRuleSetListArgs(
        managed_rule_sets=[
            frontdoor.ManagedRuleSetArgs(
                rule_set_type="Microsoft_DefaultRuleSet",
                rule_set_version=DEFAULT_RULES,
                rule_set_action=frontdoor.ManagedRuleSetActionType.BLOCK,
            ),
            frontdoor.ManagedRuleSetArgs(rule_set_type="Microsoft_BotManagerRuleSet", rule_set_version=BOT_RULES),
        ]
    )


def custom_rules(limits: Limits) -> frontdoor.CustomRuleListArgs:
    """Evaluated before the managed rules, lowest priority number first; the first that matches decides."""
    everyone = _condition(frontdoor.MatchVariable.SOCKET_ADDR, frontdoor.Operator.IP_MATCH, EVERYONE)
    rules = [
        _block("UriTooLong", 14, _condition(URI, frontdoor.Operator.GREATER_THAN, (str(LONGEST_URI),))),
        _block("BodyTooLarge", 16, _too_large(limits.body_megabytes * BYTES_PER_MEGABYTE)),
        _rate_limit("RateLimitSignIn", 20, limits.sign_in, _path(SIGN_IN_PATHS)),
        _rate_limit("RateLimitExport", 25, limits.export, _path(EXPORT_PATHS)),
        _rate_limit("RateLimitGeneral", 30, limits.general, everyone),
    ]
    if limits.blocked:
        named = _condition(frontdoor.MatchVariable.SOCKET_ADDR, frontdoor.Operator.IP_MATCH, limits.blocked)
        rules.insert(0, _block("BlockList", 10, named))
    return frontdoor.CustomRuleListArgs(rules=rules)


def _condition(
    variable: frontdoor.MatchVariable, operator: frontdoor.Operator, values: tuple[str, ...]
) -> frontdoor.MatchConditionArgs:
    return frontdoor.MatchConditionArgs(match_variable=variable, operator=operator, match_value=list(values))


def _path(paths: tuple[str, ...]) -> frontdoor.MatchConditionArgs:
    return frontdoor.MatchConditionArgs(
        match_variable=URI,
        operator=frontdoor.Operator.CONTAINS,
        match_value=list(paths),
        transforms=[frontdoor.TransformType.LOWERCASE, frontdoor.TransformType.URL_DECODE],
    )


def _too_large(limit: int) -> frontdoor.MatchConditionArgs:
    """By the length that the client announces: the firewall itself reads no more than 128 KB of a body."""
    return frontdoor.MatchConditionArgs(
        match_variable=frontdoor.MatchVariable.REQUEST_HEADER,
        selector="Content-Length",
        operator=frontdoor.Operator.REG_EX,
        match_value=[longer_than(limit)],
    )


def _block(name: str, priority: int, condition: frontdoor.MatchConditionArgs) -> frontdoor.CustomRuleArgs:
    return frontdoor.CustomRuleArgs(
        name=name,
        priority=priority,
        enabled_state=frontdoor.CustomRuleEnabledState.ENABLED,
        rule_type=frontdoor.RuleType.MATCH_RULE,
        action=frontdoor.ActionType.BLOCK,
        match_conditions=[condition],
    )


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
        # The address that connected: a header can be forged.
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
