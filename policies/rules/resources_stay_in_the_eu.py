"""Every resource lies in a region of the European Union, or is of a type that has no region."""

from controls.residency import EU, normalise, refusal
from policies.engine import (
    ANY_AZURE,
    CRITICAL,
    REGIONS,
    Case,
    Findings,
    Properties,
    Rule,
    Setting,
    any_of,
    deny_if,
    differs,
    finding,
    not_in,
)

# Types whose only location is "global", by module, and why that takes no customer data out of the EU.
GLOBAL_TYPES = {
    # The edge filters and forwards; it keeps no customer data. Its logs go to a workspace, which has a region.
    "cdn": ("Profile", "AFDEndpoint"),
    "frontdoor": ("Policy",),
    # Names and addresses only.
    "dns": ("Zone",),
    "privatedns": ("PrivateZone", "VirtualNetworkLink"),
    "trafficmanager": ("Profile",),
    "domainregistration": ("Domain",),
    "certificateregistration": ("AppServiceCertificateOrder",),
    "network": ("Policy", "Profile", "Zone", "PrivateZone", "VirtualNetworkLink"),  # as azure-native 2 called them
    # Alert rules; what they watch lies elsewhere.
    "monitor": ("ActionGroup", "ActivityLogAlert", "MetricAlert"),
    "insights": ("ActionGroup", "ActivityLogAlert", "MetricAlert"),
    "alertsmanagement": ("AlertProcessingRuleByName", "SmartDetectorAlertRule"),
    # Their data lies in `dataLocation`, which has a rule of its own.
    "communication": ("CommunicationService", "EmailService", "Domain"),
}
GLOBAL = frozenset(f"azure-native:{module}:{name}" for module, names in GLOBAL_TYPES.items() for name in names)
ARM_GLOBAL = (
    "Microsoft.Cdn/profiles",
    "Microsoft.Cdn/profiles/afdEndpoints",
    "Microsoft.Network/frontdoorWebApplicationFirewallPolicies",
    "Microsoft.Network/dnsZones",
    "Microsoft.Network/privateDnsZones",
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    "Microsoft.Network/trafficManagerProfiles",
    "Microsoft.DomainRegistration/domains",
    "Microsoft.CertificateRegistration/certificateOrders",
    "Microsoft.Insights/actionGroups",
    "Microsoft.Insights/activityLogAlerts",
    "Microsoft.Insights/metricAlerts",
    "Microsoft.AlertsManagement/actionRules",
    "Microsoft.AlertsManagement/smartDetectorAlertRules",
    "Microsoft.Communication/communicationServices",
    "Microsoft.Communication/emailServices",
    "Microsoft.Communication/emailServices/domains",
)

rule = Rule(
    severity=CRITICAL, serves=("RES-1", "RES-2"), iso27001=("5.31", "5.34"), soc2=("CC6.1", "P6.1"),
    types=(ANY_AZURE,),
    why="Data in another country is under another country's law; Norway, Switzerland and the UK are not in the EU.",
    fix="Set location to a region of an EU member state.",
    source="Azure: data residency; list of Azure regions",
    azure_policy=deny_if(
        not_in("location", REGIONS), any_of(differs("location", "global"), not_in("type", ARM_GLOBAL)), of=(),
        builtin="e56962a6-4747-49cd-b67b-bf8b01975c4c", mode="Indexed",
    ),
    settings={
        "regions": Setting(default=tuple(EU), choices=tuple(EU), text="The regions that are allowed, of the EU's.")
    },
    good=[
        ("azure-native:storage:StorageAccount", {"location": "westeurope"}),
        ("azure-native:storage:StorageAccount", {"location": "Germany West Central"}),
        ("azure-native:cdn:Profile", {"location": "Global"}),
        ("azure-native:storage:BlobContainer", {}),  # lies where its account lies
    ],
    bad=[
        ("azure-native:storage:StorageAccount", {"location": "norwayeast"}),
        ("azure-native:storage:StorageAccount", {"location": "Switzerland North"}),
        ("azure-native:resources:ResourceGroup", {"location": "uksouth"}),
        ("azure-native:storage:StorageAccount", {"location": "westeurop"}),
        ("azure-native:storage:StorageAccount", {"location": "Europe"}),  # a group of regions, some not in the EU
        ("azure-native:storage:StorageAccount", {"location": "global"}),
        ("azure-native:cdn:Profile", {"location": "eastus"}),
    ],
)  # fmt: skip


@rule.check
def location_in_the_eu(properties: Properties, case: Case) -> Findings:
    location, allowed = properties.get("location"), case.settings["regions"]
    if location is None or location in allowed:
        return
    name = normalise(str(location))
    if name in allowed or (name == "global" and case.resource.type in GLOBAL):
        return
    if name in EU:
        yield finding("location", location, allowed=allowed)
    else:
        yield finding("location", location, allowed="EU regions", fix=f"Move it: {refusal(str(location)).rstrip('.')}")
