"""What a stack says of a data tier: a region's first, or a cell's."""

from collections.abc import Mapping

import pulumi

from components.data_tier import DataTier
from components.database import DATABASE, Database, Replica
from components.storage import CONTENT
from components.vault import BACKUP_KEY, SIGNING_KEY, WRAPPING_KEY

Outputs = Mapping[str, pulumi.Input[object]]


def data_outputs(data: DataTier, administrator: str) -> Outputs:
    """Names and ids only, never a secret."""
    vault, storage, dump = data.vault, data.storage, data.dump
    return {
        "group": data.place.group,
        "server": server(data.database),
        "database": DATABASE,
        "administrator": administrator,
        "vault": {"id": vault.vault_id, "name": vault.vault_name, "uri": vault.uri},
        "wrappingKey": WRAPPING_KEY,
        "signingKey": SIGNING_KEY,
        "storage": {
            "id": storage.account_id,
            "name": storage.account_name,
            "blobUrl": storage.blob_url,
            "content": CONTENT,
            "evidence": storage.evidence,
        },
        "backupVault": data.backup.vault_id,
        "backupPolicy": data.backup.daily_policy,
        "backups": {
            "blobUrl": storage.blob_url,
            "container": storage.backups,
            "key": BACKUP_KEY,
            "job": {"id": dump.job_id, "identity": dump.identity, "principal": dump.principal_id} if dump else None,
        },
    }


def server(of: Database | Replica) -> Outputs:
    return {"id": of.server_id, "name": of.server_name, "fqdn": of.fqdn}
