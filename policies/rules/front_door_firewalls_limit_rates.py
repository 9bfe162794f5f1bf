"""Front Door firewalls limit how much one client may ask."""

from policies.engine import HIGH, Findings, Properties, Rule, all_of, deny_if, differs, each, equals, finding, is_in, no

ALIAS = "Microsoft.Network/frontdoorWebApplicationFirewallPolicies/customRules.rules[*]"
STOPS = ("Block", "JSChallenge", "CAPTCHA")

rule = Rule(
    severity=HIGH, serves=("NET-1",), iso27001=("8.20", "8.6"), soc2=("A1.1", "CC6.6"),
    types=("azure-native:frontdoor:Policy", "azure-native:network:Policy"),
    why="One client can otherwise guess passwords or wear the service down.",
    fix="Add a custom rule with ruleType RateLimitRule and action Block.",
    source="Azure Front Door: WAF rate limiting",
    azure_policy=deny_if(
        no(
            ALIAS,
            all_of(
                equals(f"{ALIAS}.ruleType", "RateLimitRule"), is_in(f"{ALIAS}.action", STOPS),
                differs(f"{ALIAS}.enabledState", "Disabled"),
            ),
        ),
        of="Microsoft.Network/frontdoorWebApplicationFirewallPolicies",
    ),
    optional=("customRules.rules[*].enabledState",),
    good=[{"customRules": {"rules": [{"ruleType": "RateLimitRule", "action": "Block", "enabledState": "Enabled"}]}}],
    bad=[
        {"customRules": {"rules": [{"ruleType": "MatchRule", "action": "Block"}]}},
        {"customRules": {"rules": [{"ruleType": "RateLimitRule", "action": "Log"}]}},
        {"customRules": {"rules": [{"ruleType": "RateLimitRule", "action": "Block", "enabledState": "Disabled"}]}},
        {},
    ],
)  # fmt: skip


@rule.check
def limited(policy: Properties) -> Findings:
    limits = [one for _, one in each(policy, "customRules.rules") if one.get("ruleType") == "RateLimitRule"]
    if not any(one.get("action") in STOPS and one.get("enabledState") != "Disabled" for one in limits):
        shown = [one.get("action") for one in limits]
        yield finding("customRules.rules", shown or None, allowed="lists with an enabled rate limit that blocks")
