"""What there is of a tenant, table by table and blob by blob. Counts only."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg

from scripts.drills import tombstones
from scripts.drills.tenant import count
from scripts.errors import UserError
from scripts.session import Session

EXPORTS = "exports/"


def check_id(tenant: str) -> str:
    try:
        return str(uuid.UUID(tenant))
    except ValueError:
        raise UserError(f"Tenant {tenant!r} is no id; allowed is a UUID.") from None


def rows(connection: psycopg.Connection[Any], tenant: str) -> dict[str, int]:
    """Rows of the tenant in every table that the database itself says holds tenants' rows."""
    return {table: count(connection, table, column, tenant) for table, column in tombstones.order(connection).items()}


def blobs(session: Session, tenant: str) -> list[str]:
    """Names of the tenant's blobs, exports included."""
    content = session.content
    return [
        blob.name
        for prefix in (f"{tenant}/", f"{EXPORTS}{tenant}/")
        for blob in content.list_blobs(name_starts_with=prefix)
    ]


def name(connection: psycopg.Connection[Any], tenant: str) -> str:
    found = connection.execute("select name from tenants where id::text = %s", (tenant,)).fetchone()
    if not found:
        raise UserError(f"Tenant {tenant} is not there.")
    return str(found[0])


def take(session: Session, tenant: str) -> dict[str, Any]:
    """Id, rows by table, blobs, and whether the tenant is buried."""
    tenant = check_id(tenant)
    with session.database() as connection:
        found, graves = rows(connection, tenant), tombstones.of_database(connection)
    return {
        "tenant": tenant,
        "tables": len(found),
        "rows": sum(found.values()),
        "blobs": len(blobs(session, tenant)),
        "tombstone": tenant in tombstones.read(session.drill),
        "tombstone_in_database": tenant in graves,
    }
