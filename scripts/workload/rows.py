"""The rows of one tenant: written in one transaction, so that a tenant is there wholly or not at all."""

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from scripts.workload.generated import Tenant
from scripts.workload.keys import WrappedKey

SCHEMA = Path(__file__).with_name("schema.sql")
Connection = psycopg.Connection[Any]
Stored = tuple[str, int]  # SHA-256 and size of a blob


def apply_schema(connection: Connection) -> None:
    """Make what is missing of the schema. Commits."""
    connection.execute(SCHEMA.read_bytes())
    connection.commit()


def act_for(connection: Connection, tenant: uuid.UUID) -> None:
    """Row security shows and takes only this tenant's rows, until the transaction ends."""
    connection.execute("select set_config('app.tenant', %s, true)", (str(tenant),))


def stored_key(connection: Connection, tenant: uuid.UUID) -> WrappedKey | None:
    """The tenant's wrapped data key; None before the tenant is there."""
    with connection.transaction():
        act_for(connection, tenant)
        found = connection.execute("select key_id, wrapped from tenant_keys where tenant_id = %s", (tenant,)).fetchone()
    return WrappedKey(found[0], bytes(found[1])) if found else None


def write(connection: Connection, tenant: Tenant, key: WrappedKey, blobs: Mapping[str, Stored]) -> int:
    """Write the tenant; `blobs` says what was stored under each document's name. Returns the number of rows."""
    with connection.transaction(), connection.cursor() as cursor:
        act_for(connection, tenant.id)
        cursor.execute("insert into tenants (id, name) values (%s, %s)", (tenant.id, tenant.name))
        cursor.execute(
            "insert into tenant_keys (tenant_id, key_id, wrapped) values (%s, %s, %s)",
            (tenant.id, key.key_id, key.wrapped),
        )
        # Inserts, not COPY: PostgreSQL refuses COPY into a table with row security that binds the role.
        cursor.executemany(
            "insert into users (id, tenant_id, email, name) values (%s, %s, %s, %s)",
            [(user.id, tenant.id, user.email, user.name) for user in tenant.users],
        )
        cursor.executemany(
            "insert into documents (id, tenant_id, owner_id, title, blob, sha256, bytes) "
            "values (%s, %s, %s, %s, %s, %s, %s)",
            [(each.id, tenant.id, each.owner, each.title, each.blob, *blobs[each.blob]) for each in tenant.documents],
        )
        cursor.executemany(
            "insert into events (tenant_id, user_id, kind, detail) values (%s, %s, %s, %s)",
            [(tenant.id, event.user, event.kind, Jsonb({"number": event.number})) for event in tenant.events],
        )
    return 2 + len(tenant.users) + len(tenant.documents) + len(tenant.events)
