"""Front Door firewalls turn no managed rule off."""

from policies.engine import MEDIUM, Findings, Properties, Rule, each, finding, not_in_azure_policy

rule = Rule(
    severity=MEDIUM, serves=("NET-1",), iso27001=("8.20",), soc2=("CC6.6",),
    types=("azure-native:frontdoor:Policy", "azure-native:network:Policy"),
    why="A rule turned off for one false alarm is off for every attack.",
    fix="Exclude the one field that raises the false alarm, or exempt the rule by name with an end date.",
    source="Azure Front Door: WAF exclusion lists",
    azure_policy=not_in_azure_policy("Azure Policy can't count inside three nested arrays."),
    optional=("managedRules", "managedRules.managedRuleSets"),  # that there are some is another rule's concern
    good=[
        {"managedRules": {"managedRuleSets": [{"ruleSetType": "Microsoft_DefaultRuleSet"}]}},
        {
            "managedRules": {
                "managedRuleSets": [
                    {"ruleGroupOverrides": [{"rules": [{"ruleId": "942100", "enabledState": "Enabled"}]}]}
                ]
            }
        },
    ],
    bad=[
        {
            "managedRules": {
                "managedRuleSets": [
                    {"ruleGroupOverrides": [{"rules": [{"ruleId": "942100", "enabledState": "Disabled"}]}]}
                ]
            }
        },
        {"managedRules": {"managedRuleSets": [{"ruleGroupOverrides": [{"rules": [{"ruleId": "1"}]}]}]}},
        {"managedRules": {"managedRuleSets": [{"ruleGroupOverrides": [{"ruleGroupName": "SQLI"}]}]}},  # all of it
    ],
)  # fmt: skip


@rule.check
def kept(policy: Properties) -> Findings:
    for outer, rules in each(policy, "managedRules.managedRuleSets"):
        for inner, group in each(rules, "ruleGroupOverrides"):
            where = f"{outer}.{inner}"
            if not group.get("rules"):
                yield finding(f"{where}.rules", group.get("ruleGroupName"), allowed="groups without override")
            for last, one in each(group, "rules"):
                if (state := one.get("enabledState")) != "Enabled":  # absent means Disabled
                    yield finding(f"{where}.{last}.enabledState", state, allowed=("Enabled",))
