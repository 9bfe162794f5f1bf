"""Who may do what with the data of one region: built-in roles, on single resources, for named principals."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization

from components.base import Component, Place
from components.roles import Role
from components.storage import Storage
from components.vault import Vault


@dataclass(frozen=True, kw_only=True)
class AccessArgs:
    """`operator` runs drills, seeds and offboards: it reaches keys, secrets and blobs, and can't change permissions."""

    place: Place
    operator: pulumi.Input[str]
    operator_kind: authorization.PrincipalType = authorization.PrincipalType.SERVICE_PRINCIPAL
    vault: Vault
    storage: Storage


class Access(Component):
    """Serves ACC-1 ACC-4 TEN-2.

    >>> access = Access("access-ne", AccessArgs(place=place, operator=operator, vault=vault, storage=blobs))
    """

    def __init__(self, name: str, args: AccessArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        for role, scope in (
            (Role.KEY_VAULT_CRYPTO_OFFICER, args.vault.vault_id),
            (Role.KEY_VAULT_SECRETS_OFFICER, args.vault.vault_id),
            (Role.STORAGE_BLOB_DATA_CONTRIBUTOR, args.storage.account_id),
        ):
            what = f"operator-{role.name.lower().replace('_', '-')}"
            self.grant(role, args.operator, args.operator_kind, scope, what)
        self.register_outputs({})
