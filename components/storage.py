"""Blob storage of one region: private, versioned, immutable where it must be, never outside the EU."""

from dataclasses import dataclass
from datetime import timedelta

import pulumi
from pulumi_azure_native import storage

from components import storage_inventory, storage_lifecycle
from components.base import Component, DataClass, Place, Precious, PrivateLink
from components.customer_keys import CustomerKeys
from components.private_link import Service
from components.storage_account import private_account

CONTENT = "content"  # customers' files: <tenant>/<uuid>
EVIDENCE = "evidence"  # proofs that drills and backups leave
BACKUPS = "backups"  # the daily encrypted dumps


@dataclass(frozen=True, kw_only=True)
class StorageArgs:
    place: Place
    link: PrivateLink
    workspace: pulumi.Input[str]
    keep: timedelta = timedelta(days=28)  # point-in-time restore of blobs
    evidence: timedelta = timedelta(days=365)  # nothing in the evidence container changes for so long
    backups: timedelta = timedelta(days=210)  # nothing in the backups container does, and then it goes
    keys: CustomerKeys | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.keep.days <= 28:
            raise ValueError(
                f"keep {self.keep.days} days is not allowed; allowed are 1 to 28, so that versions and soft delete "
                "end within the 90 days after which deleted data must be gone."
            )
        if not 184 <= self.evidence.days <= 146_000:
            raise ValueError(
                f"evidence {self.evidence.days} days is not allowed; allowed are 184 (6 months) to 146000."
            )
        if not 184 <= self.backups.days <= 3650:
            raise ValueError(f"backups {self.backups.days} days is not allowed; allowed are 184 (6 months) to 3650.")


class Storage(Component):
    """Serves ENC-1 ENC-2 ENC-3 ENC-4 RES-2 RES-3 BAK-1 BAK-5 DEL-1 DEL-3.

    Outputs: `account_id`, `account_name`, `blob_url` (https); `evidence` and `backups`, names of immutable containers,
    and `backups_id`.

    >>> blobs = Storage("storage-ne", StorageArgs(place=place, link=link, workspace=workspace))
    """

    data_class = DataClass.CUSTOMER

    def __init__(self, name: str, args: StorageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args.place, opts)
        # GZRS needs zones and a pair in the EU.
        account = private_account(self, args.place.redundancy, keys=args.keys)
        blobs = self._recoverable(account, args.keep.days)
        self._container(account, CONTENT, blobs)
        self.evidence, _ = self._immutable(account, EVIDENCE, blobs, args.evidence)
        self.backups, self.backups_id = self._immutable(account, BACKUPS, blobs, args.backups)
        self._age_out(account, blobs, args.backups)
        listed = self._container(account, storage_inventory.CONTAINER, blobs)
        storage_inventory.inventory(self, account, listed, (CONTENT, BACKUPS))
        self.private_endpoint(account.id, Service.BLOB, args.link, "blob")
        self.send_logs(args.workspace)
        self.precious = Precious(account.id, "Holds customers' content.")
        self.account_id, self.account_name = account.id, account.name
        self.blob_url = account.primary_endpoints.blob
        self.register_outputs({"accountId": account.id})

    def _recoverable(self, account: storage.StorageAccount, keep: int) -> storage.BlobServiceProperties:
        """What is overwritten or deleted can be had back: versions, soft delete, point-in-time restore."""
        return storage.BlobServiceProperties(
            f"{self.name}-blobs",
            blob_services_name="default",
            account_name=account.name,
            resource_group_name=self.place.group,
            is_versioning_enabled=True,
            change_feed=storage.ChangeFeedArgs(enabled=True, retention_in_days=keep + 1),
            restore_policy=storage.RestorePolicyPropertiesArgs(enabled=True, days=keep),
            # Azure wants soft delete to last longer than the restore window.
            delete_retention_policy=storage.DeleteRetentionPolicyArgs(enabled=True, days=keep + 1),
            container_delete_retention_policy=storage.DeleteRetentionPolicyArgs(enabled=True, days=keep + 1),
            opts=self.child,
        )

    def _container(
        self, account: storage.StorageAccount, container: str, blobs: storage.BlobServiceProperties
    ) -> storage.BlobContainer:
        return storage.BlobContainer(
            f"{self.name}-{container}",
            container_name=container,
            account_name=account.name,
            resource_group_name=self.place.group,
            public_access=storage.PublicAccess.NONE,
            opts=self.after(blobs),
        )

    def _immutable(
        self,
        account: storage.StorageAccount,
        container: str,
        blobs: storage.BlobServiceProperties,
        period: timedelta,
    ) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        """A container in which nothing is changed or deleted for so long: name and id, known once that holds."""
        made = self._container(account, container, blobs)
        policy = storage.BlobContainerImmutabilityPolicy(
            f"{self.name}-{container}-immutable",
            immutability_policy_name="default",
            container_name=made.name,
            account_name=account.name,
            resource_group_name=self.place.group,
            immutability_period_since_creation_in_days=period.days,
            allow_protected_append_writes=False,
            opts=self.child,
        )
        held = pulumi.Output.all(made.name, made.id, policy.id)
        return held.apply(lambda known: known[0]), held.apply(lambda known: known[1])

    def _age_out(
        self, account: storage.StorageAccount, blobs: storage.BlobServiceProperties, backups: timedelta
    ) -> None:
        rules = [
            *storage_lifecycle.rules(CONTENT, BACKUPS, backups),
            storage_lifecycle.drop_after(storage_inventory.KEPT, storage_inventory.CONTAINER),
        ]
        storage.ManagementPolicy(
            f"{self.name}-lifecycle",
            management_policy_name="default",
            account_name=account.name,
            resource_group_name=self.place.group,
            policy=storage.ManagementPolicySchemaArgs(rules=rules),
            opts=self.after(blobs),
        )
