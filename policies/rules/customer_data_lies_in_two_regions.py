"""Databases lie in two or more regions, or are copied to one: a lost region is survived."""

from controls.residency import normalise
from policies.engine import HIGH, Findings, Resource, Stack, StackRule, at, finding, not_in_azure_policy
from policies.engine.example import resource

SERVER = "azure-native:dbforpostgresql:Server"


def server(name: str, location: str, **properties: object) -> Resource:
    return resource("dbforpostgresql:Server", name, {"location": location, **properties})


rule = StackRule(
    severity=HIGH, serves=("RES-1", "BAK-4"), iso27001=("5.30", "8.14"), soc2=("A1.2",),
    why="Hosting in several regions is promised.",
    fix="Add a server or a replica in another EU region, or make it with geo-redundant backup.",
    source="Azure Database for PostgreSQL: business continuity",
    azure_policy=not_in_azure_policy("A Deny sees one resource at a time."),
    good=[
        [],
        [server("a", "northeurope"), server("b", "westeurope")],
        [server("a", "northeurope", backup={"geoRedundantBackup": "Enabled"})],
    ],
    bad=[[server("a", "northeurope")], [server("a", "northeurope"), server("b", "North Europe")]],
)  # fmt: skip


@rule.check
def two_regions(stack: Stack) -> Findings:
    servers = list(stack.of(SERVER))
    regions = {normalise(str(each.properties.get("location"))) for each in servers}
    for each in servers:
        if len(regions) < 2 and at(each.properties, "backup", "geoRedundantBackup") != "Enabled":
            yield finding("location", each.properties.get("location"), allowed="two or more regions", at=each.urn)
