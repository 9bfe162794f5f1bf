"""Resources that hold or serve data say whose they are and what they hold."""

from policies.engine import LOW, Case, Findings, Properties, Rule, Setting, absent, any_of, deny_if, equals, finding

TAGS = ("environment", "owner", "dataClass", "commitments")
MARKED = (
    "azure-native:resources:ResourceGroup",
    "azure-native:storage:StorageAccount",
    "azure-native:keyvault:Vault",
    "azure-native:dbforpostgresql:Server",
    "azure-native:network:VirtualNetwork",
    "azure-native:network:NetworkSecurityGroup",
    "azure-native:network:PrivateEndpoint",
    "azure-native:cdn:Profile",
    "azure-native:frontdoor:Policy",
    "azure-native:operationalinsights:Workspace",
    "azure-native:dataprotection:BackupVault",
    "azure-native:recoveryservices:Vault",
    "azure-native:web:WebApp",
    "azure-native:sql:Server",
    "azure-native:cosmosdb:DatabaseAccount",
    "azure-native:compute:VirtualMachine",
    "azure-native:containerservice:ManagedCluster",
)
ARM_TYPES = (
    "Microsoft.Resources/subscriptions/resourceGroups",
    "Microsoft.Storage/storageAccounts",
    "Microsoft.KeyVault/vaults",
    "Microsoft.DBforPostgreSQL/flexibleServers",
    "Microsoft.Network/virtualNetworks",
    "Microsoft.Network/networkSecurityGroups",
    "Microsoft.Network/privateEndpoints",
    "Microsoft.Cdn/profiles",
    "Microsoft.Network/frontdoorWebApplicationFirewallPolicies",
    "Microsoft.OperationalInsights/workspaces",
    "Microsoft.DataProtection/backupVaults",
    "Microsoft.RecoveryServices/vaults",
    "Microsoft.Web/sites",
    "Microsoft.Sql/servers",
    "Microsoft.DocumentDB/databaseAccounts",
    "Microsoft.Compute/virtualMachines",
    "Microsoft.ContainerService/managedClusters",
)

rule = Rule(
    severity=LOW, serves=("GOV-1", "GOV-3", "TEN-3"), iso27001=("5.9", "5.12"), soc2=("CC2.1", "C1.1"),
    types=MARKED,
    why="Evidence and inventories are read from Azure by these tags.",
    fix="Add the tag.",
    source="Azure Resource Manager: use tags to organize your resources",
    azure_policy=deny_if(
        any_of(*(any_of(absent(f"tags['{tag}']"), equals(f"tags['{tag}']", "")) for tag in TAGS)),
        of=ARM_TYPES,
        builtin="871b6d14-10aa-478d-b590-94f262ecfa99",
    ),
    settings={"tags": Setting(default=TAGS, text="The tags that each of these resources must carry.")},
    good=[{"tags": dict.fromkeys(TAGS, "x")}],
    bad=[{"tags": {"environment": "dev"}}, {"tags": dict.fromkeys(TAGS, "")}, {}],
)  # fmt: skip


@rule.check
def tagged(properties: Properties, case: Case) -> Findings:
    tags = properties.get("tags") or {}
    if missing := [tag for tag in case.settings["tags"] if not tags.get(tag)]:
        yield finding("tags", sorted(tags) or None, allowed=f"sets with {', '.join(missing)}", fix="Add these tags.")
