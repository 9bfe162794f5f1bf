"""What Azure Backup protects of an estate, how often, and how it calls it.

Source: the manifests of Microsoft's Az.DataProtection module and the support matrices of Azure Backup, 2026-11. For
flexible servers the manifest lists daily backups and the documentation weekly ones: weekly is what is relied upon.
"""

from dataclasses import dataclass

from pulumi_azure_native import dataprotection


@dataclass(frozen=True)
class Datasource:
    """A kind of thing that the Backup vault protects. `interval` is ISO 8601 from a fixed start."""

    name: str
    datasource_type: str
    resource_type: str
    backup_type: str
    cadence: str
    interval: str

    def policy(self, retention_days: int) -> dataprotection.BackupPolicyArgs:
        """Back up into the vault at each interval; keep each backup for `retention_days`."""
        vault = dataprotection.DataStoreInfoBaseArgs(
            data_store_type=dataprotection.DataStoreTypes.VAULT_STORE, object_type="DataStoreInfoBase"
        )
        every = dataprotection.ScheduleBasedTriggerContextArgs(
            object_type="ScheduleBasedTriggerContext",
            schedule=dataprotection.BackupScheduleArgs(repeating_time_intervals=[self.interval], time_zone="UTC"),
            tagging_criteria=[
                dataprotection.TaggingCriteriaArgs(
                    is_default=True, tagging_priority=99, tag_info=dataprotection.RetentionTagArgs(tag_name="Default")
                )
            ],
        )
        return dataprotection.BackupPolicyArgs(
            object_type="BackupPolicy",
            datasource_types=[self.datasource_type],
            policy_rules=[
                dataprotection.AzureBackupRuleArgs(
                    name=f"Backup{self.cadence.capitalize()}",
                    object_type="AzureBackupRule",
                    backup_parameters=dataprotection.AzureBackupParamsArgs(
                        backup_type=self.backup_type, object_type="AzureBackupParams"
                    ),
                    data_store=vault,
                    trigger=every,
                ),
                dataprotection.AzureRetentionRuleArgs(
                    name="Default",
                    object_type="AzureRetentionRule",
                    is_default=True,
                    lifecycles=[
                        dataprotection.SourceLifeCycleArgs(
                            source_data_store=vault,
                            delete_after=dataprotection.AbsoluteDeleteOptionArgs(
                                duration=f"P{retention_days}D", object_type="AbsoluteDeleteOption"
                            ),
                        )
                    ],
                ),
            ],
        )


STORAGE_BLOBS = Datasource(
    name="content",
    datasource_type="Microsoft.Storage/storageAccounts/blobServices",
    resource_type="Microsoft.Storage/storageAccounts",
    backup_type="Discrete",
    cadence="daily",
    interval="R/2026-01-01T01:00:00+00:00/P1D",
)
POSTGRES_SERVERS = Datasource(
    name="postgres",
    datasource_type="Microsoft.DBforPostgreSQL/flexibleServers",
    resource_type="Microsoft.DBforPostgreSQL/flexibleServers",
    backup_type="Full",
    cadence="weekly",
    interval="R/2026-01-04T02:00:00+00:00/P1W",
)
