"""Front Door firewalls inspect the bodies of requests."""

from policies.engine import MEDIUM, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("NET-1", "SDL-10"), iso27001=("8.20",), soc2=("CC6.6",),
    types=("azure-native:frontdoor:Policy", "azure-native:network:Policy"),
    why="Attacks in a form or in JSON otherwise pass unseen.",
    fix="Set policySettings.requestBodyCheck to Enabled.",
    source="Azure Front Door: WAF policy settings, request body inspection",
    azure_policy=deny_unless_equal(
        "Microsoft.Network/frontdoorWebApplicationFirewallPolicies/policySettings.requestBodyCheck",
        "Enabled",
        builtin="4598f028-de1f-4694-8751-84dceb5f86b9",
    ),
    good=[{"policySettings": {"requestBodyCheck": "Enabled"}}],
    bad=[{"policySettings": {"requestBodyCheck": "Disabled"}}, {}],
)  # fmt: skip


@rule.check
def bodies(policy: Properties) -> Findings:
    if (value := at(policy, "policySettings", "requestBodyCheck")) != "Enabled":
        yield finding("policySettings.requestBodyCheck", value, allowed=("Enabled",))
