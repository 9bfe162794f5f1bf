"""Azure firewalls let nothing out to everywhere."""

from policies.engine import HIGH, Findings, Properties, Rule, each, finding, not_in_azure_policy, same

EVERYWHERE = frozenset({"*", "0.0.0.0/0", "Internet"})
PLACES = ("targetFqdns", "targetUrls", "destinationAddresses", "destinationFqdns")


def allows(**rule: object) -> Properties:
    one = {"name": "r", "ruleType": "ApplicationRule", **rule}
    return {"ruleCollections": [{"name": "c", "action": {"type": "Allow"}, "rules": [one]}]}


rule = Rule(
    severity=HIGH, serves=("NET-2", "NET-4"), iso27001=("8.20", "8.23"), soc2=("CC6.6",),
    types=("azure-native:network:FirewallPolicyRuleCollectionGroup",),
    why="What may go everywhere takes the data along.",
    fix="Name the hosts or service tags that are needed.",
    source="Azure Firewall: policy rule sets",
    azure_policy=not_in_azure_policy("The aliases don't tell collections that allow from those that deny."),
    optional=(
        "ruleCollections", "ruleCollections[*].rules", "ruleCollections[*].rules[*].targetFqdns",
        "ruleCollections[*].action", "ruleCollections[*].action.type",  # read as one that allows
    ),
    good=[
        allows(targetFqdns=["login.microsoftonline.com", "*.azurecr.io"]),
        {"ruleCollections": [{"action": {"type": "Deny"}, "rules": [{"destinationAddresses": ["*"]}]}]},
    ],
    bad=[
        allows(targetFqdns=["*"]),
        allows(ruleType="NetworkRule", destinationAddresses=["*"], destinationPorts=["443"]),
        allows(ruleType="NetworkRule", destinationAddresses=["10.0.0.1", "0.0.0.0/0"]),
        {"ruleCollections": [{"name": "c", "rules": [{"destinationAddresses": ["*"]}]}]},
    ],
)  # fmt: skip


@rule.check
def by_name(group: Properties) -> Findings:
    for outer, collection in each(group, "ruleCollections"):
        if any(same((collection.get("action") or {}).get("type"), other) for other in ("Deny", "DNAT")):
            continue
        for inner, one in each(collection, "rules"):
            for name in PLACES:
                if found := EVERYWHERE & {str(place) for place in one.get(name) or ()}:
                    yield finding(f"{outer}.{inner}.{name}", sorted(found), allowed="hosts and networks by name")
