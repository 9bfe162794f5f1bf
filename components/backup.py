"""The Backup vault of one region: backups that nobody can shorten, kept over six months, geo-redundant inside the EU.

What delivers which part: the database's own automated backups cover every moment of the last 35 days; the vault keeps
content daily and whole servers weekly (all that Azure documents for flexible servers) beyond that.
"""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, dataprotection

from components.backup_policies import POSTGRES_SERVERS, STORAGE_BLOBS, Datasource
from components.base import Component, DataClass, Place, Precious
from components.database import Database
from components.naming import Kind
from components.roles import Role
from components.storage import CONTENT, Storage

SHORTEST_RETENTION = 184  # days; six months, BAK-5


@dataclass(frozen=True, kw_only=True)
class BackupArgs:
    """`locked`: immutability and soft delete can never be turned off again, not even to delete the vault."""

    place: Place
    storage: Storage
    database: Database
    workspace: pulumi.Input[str]
    retention_days: int = 210
    locked: bool = True

    def __post_init__(self) -> None:
        if not SHORTEST_RETENTION <= self.retention_days <= 3650:
            raise ValueError(
                f"retention_days {self.retention_days} is not allowed; allowed are {SHORTEST_RETENTION} to 3650 days."
            )


class Backup(Component):
    """Serves RES-3 ENC-3 BAK-1 BAK-2 BAK-5.

    Outputs: `vault_id`; `daily_policy`, the id of the policy by which content is backed up.

    >>> backups = Backup("backup-ne", BackupArgs(place=place, storage=blobs, database=database, workspace=workspace))
    """

    data_class = DataClass.CUSTOMER

    def __init__(self, name: str, args: BackupArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        self.vault = self._vault(args)
        content = self._policy(self.vault, STORAGE_BLOBS, args.retention_days)
        servers = self._policy(self.vault, POSTGRES_SERVERS, args.retention_days)
        self._protect_content(args.storage, content)
        self._protect_server(args.database, servers)
        self.send_logs(args.workspace)
        self.precious = Precious(self.vault.id, "Holds the backups that outlive everything else.")
        self.vault_id, self.daily_policy = self.vault.id, content.id
        self.register_outputs({"vaultId": self.vault_id})

    def _vault(self, args: BackupArgs) -> dataprotection.BackupVault:
        kinds, immutable = dataprotection.StorageSettingTypes, dataprotection.ImmutabilityState
        paired = bool(args.place.region and args.place.region.pair)
        features = dataprotection.FeatureSettingsArgs(
            cross_region_restore_settings=dataprotection.CrossRegionRestoreSettingsArgs(
                state=dataprotection.CrossRegionRestoreState.ENABLED
            ),
            cross_subscription_restore_settings=dataprotection.CrossSubscriptionRestoreSettingsArgs(
                state=dataprotection.CrossSubscriptionRestoreState.DISABLED
            ),
        )
        return dataprotection.BackupVault(
            f"{self.name}-vault",
            vault_name=args.place.name(Kind.BACKUP_VAULT),
            resource_group_name=args.place.group,
            location=args.place.location,
            identity=dataprotection.DppIdentityDetailsArgs(type="SystemAssigned"),
            properties=dataprotection.BackupVaultArgs(
                storage_settings=[
                    dataprotection.StorageSettingArgs(
                        datastore_type=dataprotection.StorageSettingStoreTypes.VAULT_STORE,
                        type=kinds.GEO_REDUNDANT if paired else kinds.ZONE_REDUNDANT,
                    )
                ],
                security_settings=dataprotection.SecuritySettingsArgs(
                    immutability_settings=dataprotection.ImmutabilitySettingsArgs(
                        state=immutable.LOCKED if args.locked else immutable.UNLOCKED
                    ),
                    soft_delete_settings=dataprotection.SoftDeleteSettingsArgs(
                        state=dataprotection.SoftDeleteState.ALWAYS_ON
                        if args.locked
                        else dataprotection.SoftDeleteState.ON,
                        retention_duration_in_days=14,
                    ),
                ),
                feature_settings=features if paired else None,
                monitoring_settings=dataprotection.MonitoringSettingsArgs(
                    azure_monitor_alert_settings=dataprotection.AzureMonitorAlertSettingsArgs(
                        alerts_for_all_job_failures=dataprotection.AlertsState.ENABLED
                    )
                ),
            ),
            tags=self.tags,
            opts=self.child,
        )

    def _policy(
        self, vault: dataprotection.BackupVault, source: Datasource, retention_days: int
    ) -> dataprotection.BackupPolicy:
        return dataprotection.BackupPolicy(
            f"{self.name}-policy-{source.name}",
            backup_policy_name=f"{source.name}-{source.cadence}",
            vault_name=vault.name,
            resource_group_name=self.place.group,
            properties=source.policy(retention_days),
            opts=self.child,
        )

    def _protect_content(self, blobs: Storage, policy: dataprotection.BackupPolicy) -> None:
        may = self._may(Role.STORAGE_ACCOUNT_BACKUP_CONTRIBUTOR, blobs.account_id, "may-back-up-content")
        containers = dataprotection.BlobBackupDatasourceParametersArgs(
            object_type="BlobBackupDatasourceParameters", containers_list=[CONTENT]
        )
        self._instance(
            STORAGE_BLOBS,
            blobs.account_id,
            blobs.account_name,
            dataprotection.PolicyInfoArgs(
                policy_id=policy.id,
                policy_parameters=dataprotection.PolicyParametersArgs(backup_datasource_parameters_list=[containers]),
            ),
            [may],
        )

    def _protect_server(self, database: Database, policy: dataprotection.BackupPolicy) -> None:
        may = self._may(Role.POSTGRES_LONG_TERM_BACKUP, database.server_id, "may-back-up-server")
        looks = self._may(
            Role.READER,
            pulumi.Output.concat("/subscriptions/", self.place.subscription, "/resourceGroups/", self.place.group),
            "may-read-group",
        )
        self._instance(
            POSTGRES_SERVERS,
            database.server_id,
            database.server_name,
            dataprotection.PolicyInfoArgs(policy_id=policy.id),
            [may, looks, database.ready],
        )

    def _may(self, role: Role, scope: pulumi.Input[str], what: str) -> authorization.RoleAssignment:
        principal = self.vault.identity.apply(lambda identity: identity.principal_id if identity else "")
        return self.grant(role, principal, authorization.PrincipalType.SERVICE_PRINCIPAL, scope, what)

    def _instance(
        self,
        source: Datasource,
        target: pulumi.Input[str],
        target_name: pulumi.Input[str],
        policy: dataprotection.PolicyInfoArgs,
        after: list[pulumi.Resource],
    ) -> None:
        dataprotection.BackupInstance(
            f"{self.name}-{source.name}",
            backup_instance_name=f"{source.name}-{self.place.names.environment}",
            vault_name=self.vault.name,
            resource_group_name=self.place.group,
            properties=dataprotection.BackupInstanceArgs(
                object_type="BackupInstance",
                friendly_name=target_name,
                policy_info=policy,
                data_source_info=dataprotection.DatasourceArgs(
                    object_type="Datasource",
                    datasource_type=source.datasource_type,
                    resource_type=source.resource_type,
                    resource_id=target,
                    resource_name=target_name,
                    resource_location=self.place.location,
                    resource_uri="",
                ),
                data_source_set_info=dataprotection.DatasourceSetArgs(
                    object_type="DatasourceSet",
                    datasource_type=source.datasource_type,
                    resource_type=source.resource_type,
                    resource_id=target,
                    resource_name=target_name,
                    resource_location=self.place.location,
                    resource_uri="",
                ),
            ),
            opts=self.after(*after),
        )
