"""Azure's built-in roles that the estate assigns: the narrowest for each job.

Source: "Azure built-in roles", Microsoft Learn, 2026-11. The GUIDs are the same in every tenant.
"""

from enum import Enum


class Role(Enum):
    """A role definition; `guid` is its name in Azure."""

    READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
    KEY_VAULT_CRYPTO_OFFICER = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603"  # keys: all but permissions
    KEY_VAULT_SECRETS_OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"  # secrets: all but permissions
    KEY_VAULT_SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"  # secrets: read
    KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER = "e147488a-f6f5-4113-8e2d-b22465e65bf6"  # keys: wrap and unwrap
    MONITORING_METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb"  # telemetry: write
    STORAGE_BLOB_DATA_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
    STORAGE_BLOB_DATA_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
    STORAGE_ACCOUNT_BACKUP_CONTRIBUTOR = "e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1"
    POSTGRES_LONG_TERM_BACKUP = "c088a766-074b-43ba-90d4-1fb21feae531"

    @property
    def guid(self) -> str:
        return self.value
