"""Application Gateway firewalls block what they find."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_unless_equal, finding

rule = Rule(
    severity=HIGH, serves=("NET-1", "NET-2"), iso27001=("8.20", "8.23"), soc2=("CC6.6",),
    types=("azure-native:network:WebApplicationFirewallPolicy",),
    why="In Detection an attack is written to a log and let through.",
    fix="Set policySettings.mode to Prevention.",
    source="Azure Application Gateway: WAF policy modes",
    azure_policy=deny_unless_equal(
        "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies/policySettings.mode",
        "Prevention",
        builtin="12430be1-6cc8-4527-a9a8-e3d38f250096",
    ),
    good=[{"policySettings": {"mode": "Prevention"}}],
    bad=[{"policySettings": {"mode": "Detection"}}, {}, {"policySettings": {}}],
)  # fmt: skip


@rule.check
def blocks(policy: Properties) -> Findings:
    if (value := at(policy, "policySettings", "mode")) != "Prevention":
        yield finding("policySettings.mode", value, allowed=("Prevention",))
