"""The vault of the key that seals the secrets in Pulumi's state."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import keyvault

from components.base import Component, Place, Precious, PrivateLink
from components.naming import Kind
from components.private_link import Service

KEY = "pulumi-state"
SOFT_DELETE = 90  # days, Azure's longest


@dataclass(frozen=True, kw_only=True)
class StateVaultArgs:
    place: Place
    tenant: pulumi.Input[str]
    link: PrivateLink


class StateVault(Component):
    """Serves SDL-6 ENC-4.

    Outputs: `vault_name`, `key_id`.

    >>> sealed = StateVault("state-vault", StateVaultArgs(place=place, tenant=tenant, link=link))
    """

    def __init__(self, name: str, args: StateVaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        vault = keyvault.Vault(
            f"{name}-vault",
            vault_name=args.place.name(Kind.VAULT),
            resource_group_name=args.place.group,
            location=args.place.location,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=args.tenant,
                sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.PREMIUM),
                enable_rbac_authorization=True,
                enable_soft_delete=True,
                enable_purge_protection=True,
                soft_delete_retention_in_days=SOFT_DELETE,
                public_network_access="Disabled",
                network_acls=keyvault.NetworkRuleSetArgs(
                    default_action=keyvault.NetworkRuleAction.DENY, bypass=keyvault.NetworkRuleBypassOptions.NONE
                ),
            ),
            tags=self.tags,
            opts=self.child,
        )
        # Not rotated by itself: Pulumi unseals with the current version only. To change it, make a version and run
        # `pulumi stack change-secrets-provider`, which seals everything anew.
        key = keyvault.Key(
            f"{name}-key",
            key_name=KEY,
            vault_name=vault.name,
            resource_group_name=args.place.group,
            properties=keyvault.KeyPropertiesArgs(
                kty=keyvault.JsonWebKeyType.RS_A_HSM,
                key_size=3072,
                # Pulumi seals a data key with it; Azure's own provider for secrets encrypts, and wraps nothing.
                key_ops=[keyvault.JsonWebKeyOperation.ENCRYPT, keyvault.JsonWebKeyOperation.DECRYPT],
            ),
            tags=self.tags,
            opts=self.child,
        )
        self.private_endpoint(vault.id, Service.VAULT, args.link, "vault")
        self.precious = Precious(vault.id, "Without its key, the secrets in the state can't be read again.")
        self.vault_name, self.key_id = vault.name, key.id
        self.register_outputs({})
