"""Key Vault of one region: keys in FIPS 140 validated hardware, reached privately, impossible to purge."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import keyvault

from components.base import Component, Place, Precious, PrivateLink
from components.naming import Kind
from components.private_link import Service

SOFT_DELETE = 90  # days, Azure's longest
WRAPPING_KEY = "tenant-data"  # wraps each tenant's data key
SIGNING_KEY = "evidence"  # signs manifests and evidence
BACKUP_KEY = "backup"  # wraps each daily dump's data key


@dataclass(frozen=True, kw_only=True)
class VaultArgs:
    place: Place
    tenant: pulumi.Input[str]  # the Entra tenant whose principals may ask
    link: PrivateLink
    workspace: pulumi.Input[str]


class Vault(Component):
    """Serves ENC-2 ENC-4 SDL-6 TEN-2.

    Outputs: `vault_id`, `vault_name`, `uri`; `keys`, the id of each key.

    >>> keys = Vault("vault-ne", VaultArgs(place=place, tenant=tenant, link=link, workspace=workspace))
    """

    def __init__(self, name: str, args: VaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        vault = keyvault.Vault(
            f"{name}-vault",
            vault_name=args.place.name(Kind.VAULT),
            resource_group_name=args.place.group,
            location=args.place.location,
            properties=keyvault.VaultPropertiesArgs(
                tenant_id=args.tenant,
                sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.PREMIUM),  # HSM keys need it
                enable_rbac_authorization=True,
                enable_soft_delete=True,
                enable_purge_protection=True,
                soft_delete_retention_in_days=SOFT_DELETE,
                enabled_for_deployment=False,
                enabled_for_disk_encryption=False,
                enabled_for_template_deployment=False,
                public_network_access="Disabled",
                network_acls=keyvault.NetworkRuleSetArgs(
                    default_action=keyvault.NetworkRuleAction.DENY, bypass=keyvault.NetworkRuleBypassOptions.NONE
                ),
            ),
            tags=self.tags,
            opts=self.child,
        )
        operation = keyvault.JsonWebKeyOperation
        self.keys: dict[str, pulumi.Output[str]] = {}
        for key in (WRAPPING_KEY, BACKUP_KEY):
            self.keys[key] = self._key(
                vault,
                key,
                keyvault.KeyPropertiesArgs(
                    kty=keyvault.JsonWebKeyType.RS_A_HSM,
                    key_size=3072,
                    key_ops=[operation.WRAP_KEY, operation.UNWRAP_KEY],
                    rotation_policy=_ROTATE,
                ),
            )
        # Not rotated by itself: evidence names the key version that signed it, and is checked for years.
        self.keys[SIGNING_KEY] = self._key(
            vault,
            SIGNING_KEY,
            keyvault.KeyPropertiesArgs(
                kty=keyvault.JsonWebKeyType.E_C_HSM,
                curve_name=keyvault.JsonWebKeyCurveName.P_256,
                key_ops=[operation.SIGN, operation.VERIFY],
            ),
        )
        self.private_endpoint(vault.id, Service.VAULT, args.link, "vault")
        self.watch(vault.id, args.workspace)
        self.precious = Precious(vault.id, "Without its keys, customer content can't be read again.")
        self.vault_id, self.vault_name, self.uri = vault.id, vault.name, vault.properties.vault_uri
        self.register_outputs({"vaultId": vault.id})

    def _key(self, vault: keyvault.Vault, key: str, properties: keyvault.KeyPropertiesArgs) -> pulumi.Output[str]:
        made = keyvault.Key(
            f"{self.name}-key-{key}",
            key_name=key,
            vault_name=vault.name,
            resource_group_name=self.place.group,
            properties=properties,
            tags=self.tags,
            opts=self.child,
        )
        return made.id


_ROTATE = keyvault.RotationPolicyArgs(
    attributes=keyvault.KeyRotationPolicyAttributesArgs(expiry_time="P2Y"),
    lifetime_actions=[
        keyvault.LifetimeActionArgs(
            action=keyvault.ActionArgs(type=keyvault.KeyRotationPolicyActionType.ROTATE),
            trigger=keyvault.TriggerArgs(time_after_create="P1Y"),
        ),
        keyvault.LifetimeActionArgs(
            action=keyvault.ActionArgs(type=keyvault.KeyRotationPolicyActionType.NOTIFY),
            trigger=keyvault.TriggerArgs(time_before_expiry="P30D"),
        ),
    ],
)
"""A new version each year; the old one unwraps for another, so that data keys can be wrapped again in between."""
