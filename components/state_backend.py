"""Where Pulumi's state lies: blobs whose every version stays, and a hardware key that seals the secrets in them."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization, storage

from components.base import Component, Place, Precious, PrivateLink
from components.private_link import Service
from components.roles import Role
from components.state_vault import KEY, StateVault, StateVaultArgs
from components.storage_account import private_account

CONTAINER = "state"
SHORTEST, LONGEST = 184, 3650  # days that each version of the state stays


@dataclass(frozen=True, kw_only=True)
class StateBackendArgs:
    """`deployer`: object id of who deploys. `versions_days`: how long no version of the state can be removed."""

    place: Place
    tenant: pulumi.Input[str]
    link: PrivateLink
    deployer: pulumi.Input[str]
    versions_days: int = 365

    def __post_init__(self) -> None:
        if not SHORTEST <= self.versions_days <= LONGEST:
            raise ValueError(f"versions_days {self.versions_days} is not allowed; allowed are {SHORTEST} to {LONGEST}.")


class StateBackend(Component):
    """Serves SDL-5 SDL-6 SDL-7 ENC-2 ENC-4 RES-2 ACC-4.

    Immutable by version: Pulumi overwrites the state and deletes its own locks, and each former version stays for
    `versions_days`, whoever asks. Source: "Version-level write once, read many policies", Microsoft Learn, 2026-11.

    Outputs: `backend` and `secrets_provider`, as Pulumi takes them; `vault`, a component.

    >>> state = StateBackend("state", StateBackendArgs(place=place, tenant=tenant, link=link, deployer=operator))
    """

    def __init__(self, name: str, args: StateBackendArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        account = private_account(self, args.place.redundancy)
        container = self._container(account, args.versions_days)
        self.private_endpoint(account.id, Service.BLOB, args.link, CONTAINER)
        vault = StateVault(
            f"{name}-vault", StateVaultArgs(place=args.place, tenant=args.tenant, link=args.link), self.child
        )
        service = authorization.PrincipalType.SERVICE_PRINCIPAL
        self.grant(Role.STORAGE_BLOB_DATA_CONTRIBUTOR, args.deployer, service, container.id, "deployer-state")
        self.grant(Role.KEY_VAULT_CRYPTO_USER, args.deployer, service, vault.key_id, "deployer-key")
        self.precious = Precious(account.id, "Without the state, the next deployment would make everything anew.")
        self.vault = vault
        self.backend = pulumi.Output.concat("azblob://", CONTAINER, "?storage_account=", account.name)
        self.secrets_provider = pulumi.Output.concat(
            "azurekeyvault://", vault.vault_name, ".vault.azure.net/keys/", KEY
        )
        self.register_outputs({"backend": self.backend, "secretsProvider": self.secrets_provider})

    def _container(self, account: storage.StorageAccount, days: int) -> storage.BlobContainer:
        kept = storage.DeleteRetentionPolicyArgs(enabled=True, days=90)
        blobs = storage.BlobServiceProperties(
            f"{self.name}-blobs",
            blob_services_name="default",
            account_name=account.name,
            resource_group_name=self.place.group,
            is_versioning_enabled=True,
            change_feed=storage.ChangeFeedArgs(enabled=True, retention_in_days=90),
            delete_retention_policy=kept,
            container_delete_retention_policy=kept,
            opts=self.child,
        )
        container = storage.BlobContainer(
            f"{self.name}-{CONTAINER}",
            container_name=CONTAINER,
            account_name=account.name,
            resource_group_name=self.place.group,
            public_access=storage.PublicAccess.NONE,
            immutable_storage_with_versioning=storage.ImmutableStorageWithVersioningArgs(enabled=True),
            opts=self.after(blobs),
        )
        storage.BlobContainerImmutabilityPolicy(
            f"{self.name}-{CONTAINER}-immutable",
            immutability_policy_name="default",
            container_name=container.name,
            account_name=account.name,
            resource_group_name=self.place.group,
            immutability_period_since_creation_in_days=days,
            allow_protected_append_writes=False,
            opts=self.child,
        )
        return container
