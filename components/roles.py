"""Azure's built-in roles that the estate assigns: the narrowest for each job.

Source: "Azure built-in roles", Microsoft Learn, 2026-11. The GUIDs are the same in every tenant.
"""

from enum import Enum


class Role(Enum):
    """A role definition; `guid` is its name in Azure."""

    READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
    CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"  # only ever eligible, never standing
    BACKUP_CONTRIBUTOR = "5e467623-bb1f-42f4-a55d-6e525e11384b"
    KEY_VAULT_ADMINISTRATOR = "00482a5a-887f-4fb3-b363-3b7fe8e74483"
    LOG_ANALYTICS_READER = "73c42c96-874c-492b-b04d-ab87d138a893"
    MONITORING_READER = "43d0d8ad-25c7-4714-9337-8ba259a9fe05"
    NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7"
    SECURITY_READER = "39bc4728-0917-49c7-9d2c-d95423bc2eb4"
    SENTINEL_RESPONDER = "3e150937-b8fe-4cfb-8069-0eaf05ecd056"
    WEBSITE_CONTRIBUTOR = "de139f84-1756-47ae-9be6-808fbbe84772"
    KEY_VAULT_CRYPTO_OFFICER = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603"  # keys: all but permissions
    KEY_VAULT_SECRETS_OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"  # secrets: all but permissions
    KEY_VAULT_SECRETS_USER = "4633458b-17de-408a-b874-0445c86b69e6"  # secrets: read
    KEY_VAULT_CRYPTO_SERVICE_ENCRYPTION_USER = "e147488a-f6f5-4113-8e2d-b22465e65bf6"  # keys: wrap and unwrap
    KEY_VAULT_CRYPTO_USER = "12338af0-0e69-4776-bea7-57ae8d297424"  # keys: use, sign and verify included
    MONITORING_METRICS_PUBLISHER = "3913510d-42f4-4e42-8a64-420c390055eb"  # telemetry: write
    STORAGE_BLOB_DATA_CONTRIBUTOR = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
    STORAGE_BLOB_DATA_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
    STORAGE_ACCOUNT_BACKUP_CONTRIBUTOR = "e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1"
    POSTGRES_LONG_TERM_BACKUP = "c088a766-074b-43ba-90d4-1fb21feae531"

    @property
    def guid(self) -> str:
        return self.value


BROADEST = ("owner", "user-access-administrator", "role-based-access-control-administrator")
"""Roles that can hand out roles, themselves included: nobody is even eligible."""

ELIGIBLE: dict[str, Role] = {
    role.name.lower().replace("_", "-"): role
    for role in (
        Role.BACKUP_CONTRIBUTOR,
        Role.CONTRIBUTOR,
        Role.KEY_VAULT_ADMINISTRATOR,
        Role.LOG_ANALYTICS_READER,
        Role.MONITORING_READER,
        Role.NETWORK_CONTRIBUTOR,
        Role.READER,
        Role.SECURITY_READER,
        Role.SENTINEL_RESPONDER,
        Role.STORAGE_BLOB_DATA_READER,
        Role.WEBSITE_CONTRIBUTOR,
    )
}
"""Roles that people may activate for some hours, by their names in the settings."""
