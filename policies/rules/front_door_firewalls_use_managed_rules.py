"""Front Door firewalls use Microsoft's default rules and bot rules, in force."""

from policies.engine import HIGH, Findings, Properties, Rule, any_of, deny_if, each, equals, finding, no, same, some

SETS = ("Microsoft_DefaultRuleSet", "Microsoft_BotManagerRuleSet")
ALIAS = "Microsoft.Network/frontdoorWebApplicationFirewallPolicies/managedRules.managedRuleSets[*]"

rule = Rule(
    severity=HIGH, serves=("NET-1", "SDL-10"), iso27001=("8.20", "8.23"), soc2=("CC6.6",),
    types=("azure-native:frontdoor:Policy", "azure-native:network:Policy"),
    why="Rules of one's own never cover the OWASP Top 10 or the bots of the day.",
    fix="Add the set to managedRules.managedRuleSets, with the action Block.",
    source="Azure Front Door: WAF default rule set and bot protection",
    azure_policy=deny_if(
        any_of(
            *(no(ALIAS, equals(f"{ALIAS}.ruleSetType", each_set)) for each_set in SETS),
            some(ALIAS, equals(f"{ALIAS}.ruleSetAction", "Log")),
        ),
        of="Microsoft.Network/frontdoorWebApplicationFirewallPolicies",
    ),
    good=[
        {
            "managedRules": {
                "managedRuleSets": [
                    {"ruleSetType": "Microsoft_DefaultRuleSet", "ruleSetAction": "Block"},
                    {"ruleSetType": "Microsoft_BotManagerRuleSet"},
                ]
            }
        }
    ],
    bad=[
        {"managedRules": {"managedRuleSets": [{"ruleSetType": "Microsoft_DefaultRuleSet"}]}},
        {"managedRules": {"managedRuleSets": []}},
        {
            "managedRules": {
                "managedRuleSets": [
                    {"ruleSetType": "Microsoft_DefaultRuleSet", "ruleSetAction": "Log"},
                    {"ruleSetType": "Microsoft_BotManagerRuleSet"},
                ]
            }
        },
        {},
    ],
)  # fmt: skip


@rule.check
def managed(policy: Properties) -> Findings:
    found = list(each(policy, "managedRules.managedRuleSets"))
    kinds = [str(one.get("ruleSetType")) for _, one in found]
    for wanted in SETS:
        if not any(same(kind, wanted) for kind in kinds):
            yield finding("managedRules.managedRuleSets", kinds, allowed=f"lists with {wanted}")
    for path, one in found:
        if same(action := one.get("ruleSetAction"), "Log"):
            yield finding(f"{path}.ruleSetAction", action, allowed=("Block",))
