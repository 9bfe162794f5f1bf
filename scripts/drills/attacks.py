"""What somebody with stolen rights would try against the backups. Each attempt must be refused, and with which code.

Against the estate's own resources only where damage is allowed: one that were not refused would be done. Elsewhere
the same is tried against twins that the drill has made, and of the estate it is read whether it is set up as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError
from azure.mgmt.dataprotection import DataProtectionMgmtClient
from azure.mgmt.dataprotection import models as backup
from azure.mgmt.keyvault import models as keyvault
from azure.mgmt.resource.locks import ManagementLockClient
from azure.mgmt.storage import StorageManagementClient

from scripts.drills import copies, vaulted
from scripts.drills.journal import MARK
from scripts.drills.resources import KINDS, backup_vaults, place, short, vaults

if TYPE_CHECKING:
    from scripts.drills.drill import Drill
    from scripts.drills.vault_scenario import DrillVault

SOFT_DELETE_DAYS = 14
REFUSALS = (400, 403, 405, 409)


@dataclass(frozen=True)
class Attack:
    """`may`: words of which one must be in the refusal: that it was refused for another reason proves nothing."""

    name: str
    attempt: Callable[[], object]
    may: tuple[str, ...]
    own: bool  # against what the drill has made


@dataclass(frozen=True)
class Attempt:
    name: str
    refused: bool
    said: str


def run(attack: Attack) -> Attempt:
    """Try it. A refusal for another reason than the right one counts as none; no answer is raised."""
    try:
        attack.attempt()
    except HttpResponseError as error:
        if error.status_code not in REFUSALS:
            raise
        text = f"{getattr(error.error, 'code', '')} {error}"
        right = any(word.lower() in text.lower() for word in attack.may)
        return Attempt(attack.name, right, f"{error.status_code} {getattr(error.error, 'code', '') or ''}".strip())
    return Attempt(attack.name, False, "accepted")


LOCK = ("ScopeLocked",)


def on_the_estate(drill: Drill) -> list[Attack]:
    """Deleting what the backups are, or what they can't be read without."""
    azure, region = drill.azure, drill.source
    storage = azure.management(StorageManagementClient)
    evidence = (region.group, region.storage.name, region.storage.evidence)
    policy = storage.blob_containers.get_immutability_policy(*evidence)
    instance = vaulted.instance(drill).name
    instances = azure.management(DataProtectionMgmtClient).backup_instances

    def delete(kind: str, id: str) -> Callable[[], object]:
        return lambda: KINDS[kind].delete(azure, id)

    return [
        Attack("delete the database server and its backups", delete("server", region.server.id), LOCK, False),
        Attack("delete the storage account", delete("account", region.storage.id), LOCK, False),
        Attack("delete the key vault", delete("vault", region.vault.id), LOCK, False),
        Attack("delete the Backup vault", delete("backup-vault", region.backup_vault), LOCK, False),
        Attack(
            "delete the Backup vault's instance of the content",
            lambda: instances.begin_delete(*place(region.backup_vault), instance).result(),
            (*LOCK, "Immutab"),
            False,
        ),
        Attack(
            "delete the container of evidence",
            lambda: storage.blob_containers.delete(*evidence),
            (*LOCK, "Protected", "Immutab"),
            False,
        ),
        Attack(
            "delete the evidence's immutability policy",
            lambda: storage.blob_containers.delete_immutability_policy(
                *evidence, etag=str(policy.etag), match_condition=MatchConditions.IfNotModified
            ),
            (*LOCK, "Immutab"),
            False,
        ),
    ]


def on_a_vault(drill: Drill, vault: DrillVault, key: str) -> list[Attack]:
    """Against a key vault of the drill's own with a deleted key in it."""

    def patch(**properties: Any) -> Callable[[], object]:
        body = keyvault.VaultPatchParameters(properties=keyvault.VaultPatchProperties(**properties))
        return lambda: vaults(drill.azure).update(*place(vault.id), body)

    return [
        Attack("purge a deleted key", lambda: vault.keys.purge_deleted_key(key), ("purge",), True),
        Attack("turn purge protection off", patch(enable_purge_protection=False), ("purge",), True),
        Attack("turn soft delete off", patch(enable_soft_delete=False), ("soft",), True),
        Attack("keep what is deleted for 7 days only", patch(soft_delete_retention_in_days=7), ("soft",), True),
    ]


def make_backup_vault(drill: Drill) -> str:
    """A Backup vault as strict as Azure allows, empty: locked for good, and still it can be deleted afterwards."""
    stamp, name = drill.source, f"{short(drill.id)}bvl"
    within = f"/subscriptions/{drill.estate.subscription}/resourceGroups/{stamp.group}/providers"
    vault = f"{within}/Microsoft.DataProtection/backupVaults/{name}"
    drill.journal.write("create", type="backup-vault", id=vault, region=drill.estate.primary)
    body = backup.BackupVaultResource(
        location=drill.estate.primary,
        tags=drill.source_tags | {MARK: drill.id},
        identity=backup.DppIdentityDetails(type="SystemAssigned"),
        properties=backup.BackupVault(
            storage_settings=[backup.StorageSetting(datastore_type="VaultStore", type="GeoRedundant")],
            security_settings=security("Locked", "AlwaysOn", SOFT_DELETE_DAYS + 1),
        ),
    )
    copies.finish(drill, backup_vaults(drill.azure).begin_create_or_update(stamp.group, name, body), "Backup vault")
    return vault


def security(immutability: str, soft: str, days: int) -> backup.SecuritySettings:
    return backup.SecuritySettings(
        immutability_settings=backup.ImmutabilitySettings(state=immutability),
        soft_delete_settings=backup.SoftDeleteSettings(state=soft, retention_duration_in_days=days),
    )


def on_a_backup_vault(drill: Drill, vault: str) -> list[Attack]:
    def change(*settings: Any) -> Callable[[], object]:
        body = backup.PatchResourceRequestInput(
            properties=backup.PatchBackupVaultInput(security_settings=security(*settings))
        )
        return lambda: backup_vaults(drill.azure).begin_update(*place(vault), body).result()

    return [
        Attack("unlock immutability", change("Disabled", "AlwaysOn", SOFT_DELETE_DAYS + 1), ("immutab",), True),
        Attack(
            "turn the vault's soft delete off", change("Locked", "Off", SOFT_DELETE_DAYS + 1), ("softdelete",), True
        ),
        Attack(
            "shorten the vault's soft delete", change("Locked", "AlwaysOn", SOFT_DELETE_DAYS), ("softdelete",), True
        ),
    ]


def missing_locks(drill: Drill) -> list[str]:
    """Names of precious resources that no lock holds."""
    locks = list(drill.azure.management(ManagementLockClient).management_locks.list_at_subscription_level())
    scopes = [str(one.id).lower().rsplit("/providers/microsoft.authorization/", 1)[0] for one in locks]
    region = drill.source
    wanted = (region.server.id, region.storage.id, region.vault.id, region.backup_vault)
    return [one for one in wanted if not any(one.lower().startswith(scope) for scope in scopes)]
