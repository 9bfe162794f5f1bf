"""Who spoke with whom is analysed in the European Union."""

from controls.residency import EU, normalise
from policies.engine import (
    HIGH,
    REGIONS,
    Findings,
    Properties,
    Rule,
    absent,
    any_of,
    at,
    deny_if,
    finding,
    not_in,
    present,
)

STEPS = ("flowAnalyticsConfiguration", "networkWatcherFlowAnalyticsConfiguration")
FLOW = "Microsoft.Network/networkWatchers/flowLogs"
REGION = f"{FLOW}/{'.'.join(STEPS)}.workspaceRegion"

rule = Rule(
    severity=HIGH, serves=("RES-2", "LOG-4"), iso27001=("5.34", "8.15"), soc2=("CC7.2", "P6.1"),
    types=("azure-native:network:FlowLog",),
    why="Addresses of customers are personal data, and the workspace may lie in another region than the network.",
    fix="Name a workspace of a region in the EU.",
    source="Azure Network Watcher: traffic analytics",
    azure_policy=deny_if(
        present(f"{FLOW}/{'.'.join(STEPS)}"), any_of(absent(REGION), not_in(REGION, REGIONS)), of=FLOW,
    ),
    optional=(STEPS[0], ".".join(STEPS)),  # not analysed at all
    good=[{STEPS[0]: {STEPS[1]: {"enabled": True, "workspaceRegion": "westeurope"}}}, {}],
    bad=[
        {STEPS[0]: {STEPS[1]: {"enabled": True, "workspaceRegion": "uksouth"}}},
        {STEPS[0]: {STEPS[1]: {"enabled": True, "workspaceResourceId": "/somewhere"}}},
    ],
)  # fmt: skip


@rule.check
def in_the_eu(flow: Properties) -> Findings:
    analysis = at(flow, *STEPS)
    if analysis and normalise(str(region := at(analysis, "workspaceRegion"))) not in EU:
        yield finding(f"{'.'.join(STEPS)}.workspaceRegion", region, allowed="EU regions")
