"""Key Vault of one region: keys in FIPS 140 validated hardware, reached privately, impossible to purge."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import keyvault

from components.base import Component, Place, Precious, PrivateLink
from components.private_link import Service
from components.private_vault import hsm_key, private_vault, wrapping_key

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
        vault = private_vault(self, args.tenant)
        self.keys = {key: wrapping_key(self, vault, key).id for key in (WRAPPING_KEY, BACKUP_KEY)}
        operation = keyvault.JsonWebKeyOperation
        # Not rotated by itself: evidence names the key version that signed it, and is checked for years.
        signing = keyvault.KeyPropertiesArgs(
            kty=keyvault.JsonWebKeyType.E_C_HSM,
            curve_name=keyvault.JsonWebKeyCurveName.P_256,
            key_ops=[operation.SIGN, operation.VERIFY],
        )
        self.keys[SIGNING_KEY] = hsm_key(self, vault, SIGNING_KEY, signing).id
        self.private_endpoint(vault.id, Service.VAULT, args.link, "vault")
        self.send_logs(args.workspace)
        self.precious = Precious(vault.id, "Without its keys, customer content can't be read again.")
        self.vault_id, self.vault_name, self.uri = vault.id, vault.name, vault.properties.vault_uri
        self.register_outputs({"vaultId": vault.id})
