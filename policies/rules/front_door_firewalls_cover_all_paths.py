"""Front Door security policies cover every path of their domains."""

from policies.engine import HIGH, Findings, Properties, Rule, each, finding, not_in_azure_policy

rule = Rule(
    severity=HIGH, serves=("NET-1",), iso27001=("8.20",), soc2=("CC6.6",),
    types=("azure-native:cdn:SecurityPolicy",),
    why="A path that the firewall doesn't see is the one that gets attacked.",
    fix="Set patternsToMatch of every association to /*.",
    source="Azure Front Door: security policies, WAF associations",
    azure_policy=not_in_azure_policy("The associations are arrays in an array, which Azure Policy can't look into."),
    good=[{"parameters": {"associations": [{"domains": [{"id": "/d"}], "patternsToMatch": ["/*"]}]}}],
    bad=[
        {"parameters": {"associations": [{"domains": [{"id": "/d"}], "patternsToMatch": ["/api/*"]}]}},
        {"parameters": {"associations": []}},
        {},
    ],
)  # fmt: skip


@rule.check
def all_paths(policy: Properties) -> Findings:
    associations = list(each(policy, "parameters.associations"))
    if not associations:
        yield finding("parameters.associations", None, allowed="associations that cover /*")
    for path, association in associations:
        if "/*" not in (patterns := association.get("patternsToMatch") or []):
            yield finding(f"{path}.patternsToMatch", patterns, allowed=(["/*"],))
