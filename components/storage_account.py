"""A storage account as every component makes it: Entra only, TLS 1.2, no public way in, encrypted twice."""

from pulumi_azure_native import storage

from components.base import Component
from components.customer_keys import STORAGE, CustomerKeys
from components.naming import Kind


def private_account(
    owner: Component, redundancy: str, what: str = "", keys: CustomerKeys | None = None
) -> storage.StorageAccount:
    """An account in the owner's place; `redundancy` is a SKU that keeps its copies in the EU.

    `keys` of our own wrap the account's keys, instead of the provider's.
    """
    place = owner.place
    encrypted = storage.EncryptionServiceArgs(enabled=True, key_type=storage.KeyType.ACCOUNT)
    return storage.StorageAccount(
        f"{owner.name}-account",
        account_name=place.name(Kind.STORAGE_ACCOUNT, what),
        resource_group_name=place.group,
        location=place.location,
        kind=storage.Kind.STORAGE_V2,
        sku=storage.SkuArgs(name=redundancy),
        access_tier=storage.AccessTier.HOT,
        enable_https_traffic_only=True,
        minimum_tls_version=storage.MinimumTlsVersion.TLS1_2,
        allow_shared_key_access=False,  # Entra only
        default_to_o_auth_authentication=True,
        is_local_user_enabled=False,
        allow_blob_public_access=False,
        allow_cross_tenant_replication=False,
        allowed_copy_scope=storage.AllowedCopyScope.AAD,
        public_network_access=storage.PublicNetworkAccess.DISABLED,
        network_rule_set=storage.NetworkRuleSetArgs(
            default_action=storage.DefaultAction.DENY,
            bypass=storage.Bypass.AZURE_SERVICES,  # Azure Backup reads the blobs as a trusted service
        ),
        encryption=storage.EncryptionArgs(
            key_source=storage.KeySource.MICROSOFT_KEYVAULT if keys else storage.KeySource.MICROSOFT_STORAGE,
            key_vault_properties=storage.KeyVaultPropertiesArgs(key_name=STORAGE, key_vault_uri=keys.uri)
            if keys
            else None,
            encryption_identity=storage.EncryptionIdentityArgs(encryption_user_assigned_identity=keys.identity)
            if keys
            else None,
            require_infrastructure_encryption=True,  # a second time, with another key; only at creation
            services=storage.EncryptionServicesArgs(blob=encrypted, file=encrypted),
        ),
        identity=storage.IdentityArgs(type=storage.IdentityType.USER_ASSIGNED, user_assigned_identities=[keys.identity])
        if keys
        else None,
        tags=owner.tags,
        opts=owner.child,
    )
