"""When blobs go by themselves: what was deleted must not live on as a version, and backups age out."""

from datetime import timedelta

from pulumi_azure_native import storage

VERSIONS_KEPT = 60  # days; with soft delete on top still within the 90 days of DEL-1
COOL_AFTER = 7  # days; an older dump is read by a drill now and then


def rules(content: str, backups: str, kept: timedelta) -> list[storage.ManagementPolicyRuleArgs]:
    """The account's rules. `kept`: how long nothing in `backups` may be deleted; a day later it is."""
    return [_drop_old_versions(content), _drop_old_backups(backups, kept)]


def drop_after(days: int, container: str = "") -> storage.ManagementPolicyRuleArgs:
    """Everything goes `days` after it was written last, and so does what was written over."""
    return _rule(
        "-".join(part for part in ("drop-old", container) if part),
        container,
        storage.ManagementPolicyActionArgs(
            base_blob=storage.ManagementPolicyBaseBlobArgs(
                delete=storage.DateAfterModificationArgs(days_after_modification_greater_than=days)
            ),
            version=storage.ManagementPolicyVersionArgs(
                delete=storage.DateAfterCreationArgs(days_after_creation_greater_than=days)
            ),
        ),
    )


def _drop_old_versions(content: str) -> storage.ManagementPolicyRuleArgs:
    """A deleted tenant's blobs live on as versions: they must age out too."""
    return _rule(
        "drop-old-versions",
        content,
        storage.ManagementPolicyActionArgs(
            version=storage.ManagementPolicyVersionArgs(
                delete=storage.DateAfterCreationArgs(days_after_creation_greater_than=VERSIONS_KEPT)
            )
        ),
    )


def _drop_old_backups(backups: str, kept: timedelta) -> storage.ManagementPolicyRuleArgs:
    """Kept as long as promised and no longer: a dump holds tenants that were deleted since (DEL-3)."""
    older = storage.DateAfterModificationArgs
    return _rule(
        "drop-old-backups",
        backups,
        storage.ManagementPolicyActionArgs(
            base_blob=storage.ManagementPolicyBaseBlobArgs(
                # Cool and not archive: a restore can't wait hours for a blob to be readable again.
                tier_to_cool=older(days_after_modification_greater_than=COOL_AFTER),
                delete=older(days_after_modification_greater_than=kept.days),
            ),
            version=storage.ManagementPolicyVersionArgs(
                delete=storage.DateAfterCreationArgs(days_after_creation_greater_than=kept.days)
            ),
        ),
    )


def _rule(name: str, container: str, actions: storage.ManagementPolicyActionArgs) -> storage.ManagementPolicyRuleArgs:
    """`container`: which one; empty for the whole account."""
    below = [f"{container}/"] if container else None
    return storage.ManagementPolicyRuleArgs(
        name=name,
        type=storage.RuleType.LIFECYCLE,
        enabled=True,
        definition=storage.ManagementPolicyDefinitionArgs(
            filters=storage.ManagementPolicyFilterArgs(blob_types=["blockBlob"], prefix_match=below),
            actions=actions,
        ),
    )
