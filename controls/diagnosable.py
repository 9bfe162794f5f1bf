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
        "app:ManagedEnvironment": Logs(),
        "cdn:Profile": Logs(),
        "containerregistry:Registry": Logs(),
        "dataprotection:BackupVault": Logs(own_tables=True),
        "dbforpostgresql:Server": Logs(),
        "keyvault:Vault": Logs(),
        "monitor:AutoscaleSetting": Logs(),
        "monitor:DataCollectionRule": Logs(),
        "network:AzureFirewall": Logs(own_tables=True),
        "network:NetworkSecurityGroup": Logs(metrics=False),
        "network:PublicIPAddress": Logs(),
        "network:PublicIPPrefix": Logs(),
        "network:VirtualNetwork": Logs(),
        "operationalinsights:Workspace": Logs(),
        "recoveryservices:Vault": Logs(own_tables=True),
        "security:DefenderForStorage": Logs(metrics=False),
        "storage:BlobServiceProperties": Logs(),
        # The account has metrics only; the blob service is a resource of the program, for it has settings.
        "storage:StorageAccount": Logs(
            itself=False, below=("fileServices/default", "queueServices/default", "tableServices/default")
        ),
        "web:WebApp": Logs(),
        "web:WebAppSlot": Logs(),
    }.items()
}
"""By azure-native's type."""
