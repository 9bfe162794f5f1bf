"""Front Door firewalls block what they find."""

from policies.engine import HIGH, Findings, Properties, Rule, any_of, at, deny_if, differs, equals, finding, same

rule = Rule(
    severity=HIGH, serves=("NET-1", "NET-2"), iso27001=("8.20", "8.23"), soc2=("CC6.6",),
    types=("azure-native:frontdoor:Policy", "azure-native:network:Policy"),
    why="In Detection an attack is written to a log and let through.",
    fix="Set policySettings.mode to Prevention and policySettings.enabledState to Enabled.",
    source="Azure Front Door: policy settings for the web application firewall",
    azure_policy=deny_if(
        any_of(
            differs("Microsoft.Network/frontdoorWebApplicationFirewallPolicies/policySettings.mode", "Prevention"),
            equals("Microsoft.Network/frontdoorWebApplicationFirewallPolicies/policySettings.enabledState", "Disabled"),
        ),
        of="Microsoft.Network/frontdoorWebApplicationFirewallPolicies", builtin="425bea59-a659-4cbb-8d31-34499bd030b8",
    ),
    good=[
        {"policySettings": {"mode": "Prevention", "enabledState": "Enabled"}},
        {"policySettings": {"mode": "Prevention"}},  # absent means Enabled
    ],
    bad=[
        {"policySettings": {"mode": "Detection"}},
        {"policySettings": {"mode": "Prevention", "enabledState": "Disabled"}},
        {"policySettings": {}},
        {},
    ],
)  # fmt: skip


@rule.check
def blocks(policy: Properties) -> Findings:
    mode = at(policy, "policySettings", "mode")
    if not same(mode, "Prevention"):
        yield finding("policySettings.mode", mode, allowed=("Prevention",))
    if same(state := at(policy, "policySettings", "enabledState"), "Disabled"):
        yield finding("policySettings.enabledState", state, allowed=("Enabled",))
