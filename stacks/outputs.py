"""What the stack says of itself: all that operations know of the estate. Names and ids only, never a secret."""

from collections.abc import Mapping

import pulumi

from components.addresses import Tier
from components.database import DATABASE, Database, Replica
from components.stamp import Stamp
from components.storage import CONTENT
from components.vault import BACKUP_KEY, SIGNING_KEY, WRAPPING_KEY
from stacks.environment import Environment

Outputs = Mapping[str, pulumi.Input[object]]


def outputs(environment: Environment) -> Outputs:
    """The stack's outputs; `scripts/estate.py` reads them."""
    edge = environment.edge
    return {
        "environment": environment.place.names.environment,
        "subscription": environment.place.subscription,
        "primary": environment.settings.primary,
        "edge": {"profile": edge.profile_id, "endpoint": edge.url, "waf": edge.waf_id},
        "regions": {
            region: _region(stamp, environment.replicas.get(region), environment.administrator.name)
            for region, stamp in environment.stamps.items()
        },
    }


def _region(stamp: Stamp, replica: Replica | None, administrator: str) -> Outputs:
    return {
        "group": stamp.group.inside.group,
        "network": stamp.network.network_id,
        "restoreSubnet": stamp.network.subnets[Tier.RESTORE],
        "server": _server(stamp.database),
        "replica": _server(replica) if replica else None,
        "database": DATABASE,
        "administrator": administrator,
        "vault": {"id": stamp.vault.vault_id, "name": stamp.vault.vault_name, "uri": stamp.vault.uri},
        "wrappingKey": WRAPPING_KEY,
        "signingKey": SIGNING_KEY,
        "storage": {
            "id": stamp.storage.account_id,
            "name": stamp.storage.account_name,
            "blobUrl": stamp.storage.blob_url,
            "content": CONTENT,
            "evidence": stamp.storage.evidence,
        },
        "workspace": stamp.monitoring.workspace_id,
        "backupVault": stamp.backup.vault_id,
        "backupPolicy": stamp.backup.daily_policy,
        "backups": {"blobUrl": stamp.storage.blob_url, "container": stamp.storage.backups, "key": BACKUP_KEY},
    }


def _server(server: Database | Replica) -> Outputs:
    return {"id": server.server_id, "name": server.server_name, "fqdn": server.fqdn}
