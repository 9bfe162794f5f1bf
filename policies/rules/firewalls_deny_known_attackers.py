"""Azure firewalls deny traffic with known attackers."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_unless_equal, finding

rule = Rule(
    severity=MEDIUM, serves=("NET-2",), iso27001=("8.20", "8.16"), soc2=("CC6.6",),
    types=("azure-native:network:FirewallPolicy",),
    why="An alert alone lets the traffic through.",
    fix="Set threatIntelMode to Deny.",
    source="Azure Firewall: threat intelligence-based filtering",
    azure_policy=deny_unless_equal(
        "Microsoft.Network/firewallPolicies/threatIntelMode", "Deny", builtin="da79a7e2-8aa1-45ed-af81-ba050c153564"
    ),
    good=[{"threatIntelMode": "Deny"}],
    bad=[{"threatIntelMode": "Off"}, {"threatIntelMode": "Alert"}, {}],
)  # fmt: skip


@rule.check
def denies(policy: Properties) -> Findings:
    if (value := policy.get("threatIntelMode")) != "Deny":
        yield finding("threatIntelMode", value, allowed=("Deny",))
