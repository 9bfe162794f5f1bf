"""Every private endpoint is in the private DNS zone of its service."""

from policies.engine import MEDIUM, Findings, Stack, StackRule, finding, known, not_in_azure_policy
from policies.engine.example import resource

ENDPOINT = resource("network:PrivateEndpoint", "pe", {"privateEndpointName": "pe-blob"})

rule = StackRule(
    severity=MEDIUM, serves=("NET-2", "NET-4"), iso27001=("8.20",), soc2=("CC6.6",),
    why="Without the name, clients resolve the public address and go there, or fail.",
    fix="Add a PrivateDnsZoneGroup for it.",
    source="Azure Private Link: private endpoint DNS configuration",
    azure_policy=not_in_azure_policy("A Deny sees one resource at a time."),
    good=[
        [ENDPOINT, resource("network:PrivateDnsZoneGroup", "z", {"privateEndpointName": "pe-blob"})],
        [ENDPOINT, resource("network:PrivateDnsZoneGroup", "z", refers=("network:PrivateEndpoint/pe",))],
    ],
    bad=[[ENDPOINT], [ENDPOINT, resource("network:PrivateDnsZoneGroup", "z", {"privateEndpointName": "other"})]],
)  # fmt: skip


@rule.check
def named(stack: Stack) -> Findings:
    groups = list(stack.of("azure-native:network:PrivateDnsZoneGroup"))
    for endpoint in stack.of("azure-native:network:PrivateEndpoint"):
        name = known(endpoint.properties, "privateEndpointName")
        same = name is not None and any(known(group.properties, "privateEndpointName") == name for group in groups)
        if not same and not any(stack.refers(group, endpoint) for group in groups):
            yield finding("privateDnsZoneGroups", None, allowed="endpoints with a DNS zone group", at=endpoint.urn)
