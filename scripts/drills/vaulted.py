"""The Backup vault's copies of the content container: taken on demand, found, restored into the drill's account."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from azure.mgmt.dataprotection import DataProtectionMgmtClient
from azure.mgmt.dataprotection import models as backup

from scripts.drills import copies
from scripts.drills.exit_codes import BackupError, UnverifiedError
from scripts.drills.resources import group_of, name_of

if TYPE_CHECKING:
    from scripts.drills.drill import Drill

BLOBS = "Microsoft.Storage/storageAccounts/blobServices"
ACCOUNT = "Microsoft.Storage/storageAccounts"
POINT_WITHIN = timedelta(hours=6)  # Azure: the first vaulted copy of a large account takes hours


def _client(drill: Drill) -> Any:
    return drill.azure.management(DataProtectionMgmtClient)


def _vault(drill: Drill) -> tuple[str, str]:
    return group_of(drill.source.backup_vault), name_of(drill.source.backup_vault)


def identity(drill: Drill) -> str:
    """Object id of the Backup vault's own identity, which writes into the account that it restores into."""
    vault = _client(drill).backup_vaults.get(*_vault(drill))
    if not vault.identity or not vault.identity.principal_id:
        raise BackupError(f"Backup vault {vault.name} has no identity, so it can restore nothing.")
    return vault.identity.principal_id


def instance(drill: Drill) -> Any:
    """The vault's protection of the content account. BackupError where there is none, or it doesn't protect."""
    for one in _client(drill).backup_instances.list(*_vault(drill)):
        source = one.properties.data_source_info
        if source.datasource_type == BLOBS and source.resource_id.lower() == drill.source.storage.id.lower():
            state = str(getattr(one.properties.current_protection_state, "value", ""))
            if state and state != "ProtectionConfigured":
                raise BackupError(f"Backup instance {one.name} is {state}; it must be ProtectionConfigured.")
            return one
    raise BackupError(f"Storage account {drill.source.storage.name} is in no Backup vault.")


def points(drill: Drill, name: str) -> list[tuple[datetime, str]]:
    """Recovery points, oldest first: when, and which."""
    found = [
        (one.properties.recovery_point_time, str(one.properties.recovery_point_id))
        for one in _client(drill).recovery_points.list(*_vault(drill), name)
        if getattr(one.properties, "recovery_point_time", None)
    ]
    return sorted(found)


def take(drill: Drill) -> tuple[datetime, str]:
    """A copy now, by the rule of the instance's policy; the recovery point that came of it."""
    one = instance(drill)
    before = {point for _, point in points(drill, one.name)}
    policy = _client(drill).backup_policies.get(*_vault(drill), name_of(one.properties.policy_info.policy_id))
    rule = next(rule.name for rule in policy.properties.policy_rules if rule.object_type == "AzureBackupRule")
    request = backup.TriggerBackupRequest(
        backup_rule_options=backup.AdHocBackupRuleOptions(
            rule_name=rule, trigger_option=backup.AdhocBackupTriggerOption(retention_tag_override="Default")
        )
    )
    copies.finish(
        drill, _client(drill).backup_instances.begin_adhoc_backup(*_vault(drill), one.name, request), "backup"
    )
    deadline = time.monotonic() + POINT_WITHIN.total_seconds()
    while time.monotonic() < deadline:
        drill.check_interrupted()
        if new := [point for point in points(drill, one.name) if point[1] not in before]:
            return new[-1]
        time.sleep(1)
    raise UnverifiedError(f"No recovery point of {one.name} came within {POINT_WITHIN}.")


def restore(drill: Drill, point: str, target: str, region: str, container: str, prefixes: Sequence[str] = ()) -> None:
    """Bring a container (or the blobs below `prefixes`) out of a recovery point into another account."""
    one = instance(drill)
    place: dict[str, Any] = {
        "resource_id": target,
        "resource_name": name_of(target),
        "resource_location": region,
        "resource_type": ACCOUNT,
        "resource_uri": "",
        "datasource_type": BLOBS,
    }
    item = backup.ItemPathBasedRestoreCriteria(
        item_path=container, is_path_relative_to_backup_item=True, sub_item_path_prefix=list(prefixes) or None
    )
    request = backup.AzureBackupRecoveryPointBasedRestoreRequest(
        recovery_point_id=point,
        source_data_store_type=backup.SourceDataStoreType.VAULT_STORE,
        source_resource_id=drill.source.storage.id,
        restore_target_info=backup.ItemLevelRestoreTargetInfo(
            recovery_option=backup.RecoveryOption.FAIL_IF_EXISTS,
            restore_location=region,
            restore_criteria=[item],
            datasource_info=backup.Datasource(**place),
            datasource_set_info=backup.DatasourceSet(**place),
        ),
    )
    poller = _client(drill).backup_instances.begin_trigger_restore(*_vault(drill), one.name, request)
    copies.finish(drill, poller, "restore")
