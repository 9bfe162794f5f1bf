"""Azure firewalls look for intrusions."""

from policies.engine import HIGH, Findings, Properties, Rule, at, deny_unless, finding

ALLOWED = ("Deny", "Alert")

rule = Rule(
    severity=HIGH, serves=("NET-2",), iso27001=("8.20", "8.16"), soc2=("CC6.6", "CC7.2"),
    types=("azure-native:network:FirewallPolicy",),
    why="Intrusion detection is promised.",
    fix="Set intrusionDetection.mode to Deny, in the Premium tier.",
    source="Azure Firewall Premium: IDPS",
    azure_policy=deny_unless(
        "Microsoft.Network/firewallPolicies/intrusionDetection.mode",
        ALLOWED,
        builtin="6484db87-a62d-4327-9f07-80a2cbdf333a",
    ),
    good=[{"intrusionDetection": {"mode": "Deny"}}, {"intrusionDetection": {"mode": "Alert"}}],
    bad=[{"intrusionDetection": {"mode": "Off"}}, {}],
)  # fmt: skip


@rule.check
def idps(policy: Properties) -> Findings:
    if (value := at(policy, "intrusionDetection", "mode")) not in ALLOWED:
        yield finding("intrusionDetection.mode", value, allowed=ALLOWED)
