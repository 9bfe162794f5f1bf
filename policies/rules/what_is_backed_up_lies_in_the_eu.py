"""Backups are taken of data that lies in the European Union."""

from controls.residency import EU, normalise
from policies.engine import CRITICAL, Findings, Properties, Rule, at, finding, not_in_azure_policy

PLACES = ("dataSourceInfo", "dataSourceSetInfo")


def backs_up(location: str) -> Properties:
    return {"properties": {place: {"resourceID": "/s", "resourceLocation": location} for place in PLACES}}


rule = Rule(
    severity=CRITICAL, serves=("RES-2", "RES-3"), iso27001=("5.34", "8.13"), soc2=("A1.2", "P6.1"),
    types=("azure-native:dataprotection:BackupInstance",),
    why="A vault in the EU may hold what was made elsewhere, and is restored to there.",
    fix="Back up only what lies in the EU; set resourceLocation to where that is.",
    source="Azure Backup: backup instances of backup vaults",
    azure_policy=not_in_azure_policy("What is backed up is a resource of its own, whose location is judged there."),
    optional=("properties.dataSourceSetInfo",),  # only some kinds of sources are of a set
    good=[backs_up("westeurope"), backs_up("North Europe")],
    bad=[
        backs_up("uksouth"), backs_up("eastus"),
        {"properties": {"dataSourceInfo": {"resourceID": "/s"}}},
        {"properties": {PLACES[0]: {"resourceLocation": "westeurope"}, PLACES[1]: {"resourceID": "/s"}}},
        {},
    ],
)  # fmt: skip


@rule.check
def in_the_eu(instance: Properties) -> Findings:
    for place in PLACES:
        location = at(instance, "properties", place, "resourceLocation")
        if place != PLACES[0] and at(instance, "properties", place) is None:
            continue
        if normalise(str(location)) not in EU:
            yield finding(f"properties.{place}.resourceLocation", location, allowed="EU regions")
