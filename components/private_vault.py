"""A key vault as every component makes it: Premium, roles, no public way in, impossible to purge; and its HSM keys."""

import pulumi
from pulumi_azure_native import keyvault

from components.base import Component
from components.naming import Kind
from controls.residency import Region

SOFT_DELETE = 90  # days, Azure's longest


def private_vault(
    owner: Component,
    tenant: pulumi.Input[str],
    what: str = "",
    *,
    where: Region | None = None,
    bypass: keyvault.NetworkRuleBypassOptions = keyvault.NetworkRuleBypassOptions.NONE,
) -> keyvault.Vault:
    """A vault in the owner's group. `where`: another region than its own; `bypass`: who gets in past the network."""
    place = owner.place
    region = where or place.region
    return keyvault.Vault(
        f"{owner.name}-vault",
        vault_name=place.names(Kind.VAULT, region, place.what(Kind.VAULT, what)),
        resource_group_name=place.group,
        location=region.name if region else place.location,
        properties=keyvault.VaultPropertiesArgs(
            tenant_id=tenant,
            sku=keyvault.SkuArgs(family=keyvault.SkuFamily.A, name=keyvault.SkuName.PREMIUM),  # HSM keys need it
            enable_rbac_authorization=True,
            enable_soft_delete=True,
            enable_purge_protection=True,
            soft_delete_retention_in_days=SOFT_DELETE,
            enabled_for_deployment=False,
            enabled_for_disk_encryption=False,
            enabled_for_template_deployment=False,
            public_network_access="Disabled",
            network_acls=keyvault.NetworkRuleSetArgs(default_action=keyvault.NetworkRuleAction.DENY, bypass=bypass),
        ),
        tags=owner.tags,
        opts=owner.child,
    )


def wrapping_key(owner: Component, vault: keyvault.Vault, name: str) -> keyvault.Key:
    """An RSA key in hardware that wraps other keys, with a new version each year."""
    operation = keyvault.JsonWebKeyOperation
    return hsm_key(
        owner,
        vault,
        name,
        keyvault.KeyPropertiesArgs(
            kty=keyvault.JsonWebKeyType.RS_A_HSM,
            key_size=3072,
            key_ops=[operation.WRAP_KEY, operation.UNWRAP_KEY],
            rotation_policy=_ROTATE,
        ),
    )


def hsm_key(owner: Component, vault: keyvault.Vault, name: str, properties: keyvault.KeyPropertiesArgs) -> keyvault.Key:
    return keyvault.Key(
        f"{owner.name}-key-{name}",
        key_name=name,
        vault_name=vault.name,
        resource_group_name=owner.place.group,
        properties=properties,
        tags=owner.tags,
        opts=owner.child,
    )


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
