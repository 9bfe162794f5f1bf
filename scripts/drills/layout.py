"""All that the drills know of the application's schema; everything else they read from PostgreSQL's catalogue."""

SCHEMA = "public"
TENANTS = "tenants"  # one row a tenant; its `id` is the tenant
TENANT_COLUMN = "tenant_id"  # in every table that holds a tenant's rows
SHARED = "-"  # stands for the tenant of rows that belong to nobody

CANARIES = "canaries"
TOMBSTONES = "tombstones"  # ids of deleted tenants
APPEND_ONLY = frozenset({CANARIES, TOMBSTONES, "events"})
"""Rows are inserted and never changed, so what a manifest saw can be told apart from what came later."""

DOCUMENTS = "documents"
BLOB_COLUMN, HASH_COLUMN = "blob", "sha256"  # a document's blob in the content container, and its SHA-256 (hex)

TENANT_KEYS = "tenant_keys"
KEY_ID_COLUMN, WRAPPED_COLUMN = "key_id", "wrapped"  # full id of the wrapping key's version, and the wrapped data key
WRAP_ALGORITHM = "RSA-OAEP-256"
