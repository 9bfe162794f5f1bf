"""Which Azure resources keep logs of their own, and whether their metrics can be sent along.

Source: "Supported Resource log categories for Azure Monitor" (the index of metrics and log categories by resource
type), Microsoft Learn, checked 2026-11. What has metrics only isn't here: Azure Monitor itself keeps those for 93 days.
Application Insights isn't here either: it writes to its workspace already, and a setting would bill every record twice.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Logs:
    """What a type can send. `own_tables`: it must be told to use tables of its own; the older way loses columns.

    `below` are services that are part of the resource, there from the start, and log for themselves.
    """

    itself: bool = True
    metrics: bool = True
    own_tables: bool = False
    below: tuple[str, ...] = ()


DIAGNOSABLE: dict[str, Logs] = {
    f"azure-native:{token}": logs
    for token, logs in {
        "apimanagement:ApiManagementService": Logs(),
        "app:ManagedEnvironment": Logs(),
        "appconfiguration:ConfigurationStore": Logs(),
        "batch:BatchAccount": Logs(),
        "cache:Redis": Logs(),
        "cdn:Profile": Logs(),
        "cognitiveservices:Account": Logs(),
        "containerregistry:Registry": Logs(),
        "containerservice:ManagedCluster": Logs(),
        "cosmosdb:DatabaseAccount": Logs(),
        "datafactory:Factory": Logs(),
        "dataprotection:BackupVault": Logs(own_tables=True),
        "dbforpostgresql:Server": Logs(),
        "documentdb:DatabaseAccount": Logs(),
        "eventgrid:Topic": Logs(),
        "eventhub:Namespace": Logs(),
        "keyvault:Vault": Logs(),
        "logic:Workflow": Logs(),
        "machinelearningservices:Workspace": Logs(),
        "monitor:AutoscaleSetting": Logs(),
        "monitor:DataCollectionRule": Logs(),
        "network:ApplicationGateway": Logs(),
        "network:AzureFirewall": Logs(own_tables=True),
        "network:BastionHost": Logs(),
        "network:NetworkSecurityGroup": Logs(metrics=False),
        "network:PublicIPAddress": Logs(),
        "network:PublicIPPrefix": Logs(),
        "network:VirtualNetwork": Logs(),
        "network:VirtualNetworkGateway": Logs(),
        "operationalinsights:Workspace": Logs(),
        "recoveryservices:Vault": Logs(own_tables=True),
        "redis:Redis": Logs(),
        "search:Service": Logs(),
        "security:DefenderForStorage": Logs(metrics=False),
        "servicebus:Namespace": Logs(),
        "signalrservice:SignalR": Logs(),
        "sql:Database": Logs(),
        "sql:ManagedInstance": Logs(),
        "storage:BlobServiceProperties": Logs(),
        # The account has metrics only; the blob service is a resource of the program, for it has settings.
        "storage:StorageAccount": Logs(
            itself=False, below=("fileServices/default", "queueServices/default", "tableServices/default")
        ),
        "synapse:Workspace": Logs(),
        "web:WebApp": Logs(),
        "web:WebAppSlot": Logs(),
    }.items()
}
"""By azure-native's type, some by the name of an older version: what the estate has, and what people add next."""
