"""Which blobs there are, written down weekly by Azure itself: to find what lifecycle rules left, and what nobody names.

Fields and their rules: "Azure Storage blob inventory", Microsoft Learn, 2026-11.
"""

import pulumi
from pulumi_azure_native import storage

from components.base import Component

CONTAINER = "inventory"
KEPT = 60  # days; it names tenants' blobs, also those that are gone
FIELDS = ("Name", "Creation-Time", "Last-Modified", "Content-Length", "Content-MD5", "AccessTier", "VersionId",
          "IsCurrentVersion", "Deleted", "RemainingRetentionDays")  # fmt: skip


def inventory(
    owner: Component, account: storage.StorageAccount, target: storage.BlobContainer, containers: tuple[str, ...]
) -> storage.BlobInventoryPolicy:
    """A weekly list of the blobs in `containers`, old versions and soft-deleted ones included, into `target`."""
    return storage.BlobInventoryPolicy(
        f"{owner.name}-inventory",
        blob_inventory_policy_name="default",
        account_name=account.name,
        resource_group_name=owner.place.group,
        policy=storage.BlobInventoryPolicySchemaArgs(
            enabled=True,
            type=storage.InventoryRuleType.INVENTORY,
            rules=[
                storage.BlobInventoryPolicyRuleArgs(
                    name="weekly",
                    enabled=True,
                    destination=target.name,
                    definition=storage.BlobInventoryPolicyDefinitionArgs(
                        object_type=storage.ObjectType.BLOB,
                        format=storage.Format.CSV,
                        schedule=storage.Schedule.WEEKLY,
                        schema_fields=list(FIELDS),
                        filters=storage.BlobInventoryPolicyFilterArgs(
                            blob_types=["blockBlob"],
                            prefix_match=[f"{each}/" for each in containers],
                            include_blob_versions=True,
                            include_deleted=True,
                        ),
                    ),
                )
            ],
        ),
        opts=pulumi.ResourceOptions(parent=owner, depends_on=[target]),
    )
