"""Who spoke with whom is analysed in the European Union."""

from controls.residency import EU, normalise
from policies.engine import HIGH, REGIONS, Findings, Properties, Rule, at, deny_if, finding, not_in, present

STEPS = ("flowAnalyticsConfiguration", "networkWatcherFlowAnalyticsConfiguration", "workspaceRegion")
FLOW = "Microsoft.Network/networkWatchers/flowLogs"

rule = Rule(
    severity=HIGH, serves=("RES-2", "LOG-4"), iso27001=("5.34", "8.15"), soc2=("CC7.2", "P6.1"),
    types=("azure-native:network:FlowLog",),
    why="Addresses of customers are personal data, and the workspace may lie in another region than the network.",
    fix="Name a workspace of a region in the EU.",
    source="Azure Network Watcher: traffic analytics",
    azure_policy=deny_if(
        present(f"{FLOW}/{'.'.join(STEPS)}"), not_in(f"{FLOW}/{'.'.join(STEPS)}", REGIONS), of=FLOW,
    ),
    optional=("flowAnalyticsConfiguration",),
    good=[{STEPS[0]: {STEPS[1]: {"enabled": True, "workspaceRegion": "westeurope"}}}, {}],
    bad=[{STEPS[0]: {STEPS[1]: {"enabled": True, "workspaceRegion": "uksouth"}}}],
)  # fmt: skip


@rule.check
def in_the_eu(flow: Properties) -> Findings:
    region = at(flow, *STEPS)
    if region is not None and normalise(str(region)) not in EU:
        yield finding(".".join(STEPS), region, allowed="EU regions")
