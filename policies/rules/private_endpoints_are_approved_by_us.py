"""Private endpoints connect to services of this tenant, without anyone's approval elsewhere."""

from policies.engine import MEDIUM, Findings, Properties, Rule, deny_if, finding

ALIAS = "Microsoft.Network/privateEndpoints/manualPrivateLinkServiceConnections[*]"

rule = Rule(
    severity=MEDIUM, serves=("RES-2", "SUB-2", "TEN-2"), iso27001=("5.19", "8.12"), soc2=("CC6.7", "CC9.2"),
    types=("azure-native:network:PrivateEndpoint",),
    why="A connection that another party must approve leads to that party: a way out for data.",
    fix="Use privateLinkServiceConnections; register a new subprocessor first where one is meant.",
    source="Azure Private Link: approval workflow",
    azure_policy=deny_if({"count": {"field": ALIAS}, "greater": 0}, of="Microsoft.Network/privateEndpoints"),
    good=[{"privateLinkServiceConnections": [{"name": "blob"}]}],
    bad=[{"manualPrivateLinkServiceConnections": [{"name": "elsewhere"}]}],
)  # fmt: skip


@rule.check
def ours(endpoint: Properties) -> Findings:
    if endpoint.get("manualPrivateLinkServiceConnections"):
        allowed = "connections that need no approval"
        yield finding("manualPrivateLinkServiceConnections", "a connection to approve elsewhere", allowed=allowed)
