"""A storage account of the drill's own, for blobs to come back into: closed like the estate's, with one way in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from azure.mgmt.storage import models as storage

from scripts.drills import copies, grants
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.journal import MARK
from scripts.drills.resources import accounts

if TYPE_CHECKING:
    from azure.storage.blob import ContainerClient

    from scripts.drills.drill import Drill


@dataclass(frozen=True)
class Account:
    id: str
    name: str
    region: str
    url: str


def make(drill: Drill, name: str, region: str) -> Account:
    """An account as strict as the estate's, in `region`; the drill may read and write its blobs."""
    stamp = drill.estate.regions[region]
    like = accounts(drill.azure).get_properties(drill.source.group, drill.source.storage.name)
    account = (
        f"/subscriptions/{drill.estate.subscription}/resourceGroups/{stamp.group}"
        f"/providers/Microsoft.Storage/storageAccounts/{name}"
    )
    drill.journal.write("create", type="account", id=account, region=region)
    body = storage.StorageAccountCreateParameters(
        sku=storage.Sku(name=like.sku.name),
        kind=storage.Kind.STORAGE_V2,
        location=region,
        tags=drill.source_tags | {MARK: drill.id},
        properties=storage.StorageAccountPropertiesCreateParameters(
            access_tier=storage.AccessTier.HOT,
            enable_https_traffic_only=True,
            minimum_tls_version=storage.MinimumTlsVersion.TLS1_2,
            allow_shared_key_access=False,
            default_to_o_auth_authentication=True,
            is_local_user_enabled=False,
            allow_blob_public_access=False,
            allow_cross_tenant_replication=False,
            allowed_copy_scope=storage.AllowedCopyScope.AAD,
            public_network_access=storage.PublicNetworkAccess.DISABLED,
            network_rule_set=storage.NetworkRuleSet(
                default_action=storage.DefaultAction.DENY, bypass=storage.Bypass.AZURE_SERVICES
            ),
            encryption=storage.Encryption(
                key_source=storage.KeySource.MICROSOFT_STORAGE,
                require_infrastructure_encryption=True,
                services=storage.EncryptionServices(blob=storage.EncryptionService(enabled=True, key_type="Account")),
            ),
        ),
    )
    poller = accounts(drill.azure).begin_create(stamp.group, name, body)
    made = copies.finish(drill, poller, "storage account")
    endpoints = made.properties.primary_endpoints if made.properties else None
    if not endpoints or not endpoints.blob:
        raise UnverifiedError(f"Storage account {name} was made, but Azure names no address for its blobs.")
    copies.endpoint(drill, account, region, f"drill-{drill.id}-{name[-3:]}-pe", "blob")
    grants.grant(drill, account, grants.BLOBS)
    return Account(account, name, region, endpoints.blob)


def container(drill: Drill, account: Account, name: str) -> ContainerClient:
    return drill.azure.blobs(account.url).get_container_client(name)
