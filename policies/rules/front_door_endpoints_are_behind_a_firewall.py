"""Every Front Door endpoint and domain is behind a web application firewall."""

from policies.engine import CRITICAL, Findings, Resource, Stack, StackRule, at, finding, has, not_in_azure_policy
from policies.engine.example import resource

FACES = ("azure-native:cdn:AFDEndpoint", "azure-native:cdn:AFDCustomDomain")

ENDPOINT = resource("cdn:AFDEndpoint", "www")
WAF = {"parameters": {"wafPolicy": {"id": "/waf"}}}

rule = StackRule(
    severity=CRITICAL, serves=("NET-1",), iso27001=("8.20", "8.23"), soc2=("CC6.6",),
    why="A firewall that is attached to nothing filters nothing.",
    fix="Add it to the associations of a SecurityPolicy with a wafPolicy.",
    source="Azure Front Door: security policies",
    azure_policy=not_in_azure_policy("A Deny sees one resource at a time."),
    good=[[ENDPOINT, resource("cdn:SecurityPolicy", "waf", WAF, refers=("cdn:AFDEndpoint/www",))], []],
    bad=[
        [ENDPOINT],
        [ENDPOINT, resource("cdn:SecurityPolicy", "waf", WAF, refers=("cdn:AFDEndpoint/other",))],
        [ENDPOINT, resource("cdn:SecurityPolicy", "waf", {}, refers=("cdn:AFDEndpoint/www",))],
    ],
)  # fmt: skip


@rule.check
def covered(stack: Stack) -> Findings:
    policies = [each for each in stack.of("azure-native:cdn:SecurityPolicy") if has(parameters(each), "wafPolicy")]
    for face in stack.of(*FACES):
        if not any(stack.refers(policy, face) for policy in policies):
            yield finding("securityPolicy", None, allowed="endpoints and domains behind a firewall", at=face.urn)


def parameters(policy: Resource) -> object:
    return at(policy.properties, "parameters")
