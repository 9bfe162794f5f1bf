"""One person in a tenant: their data restricted, deleted, and kept deleted by a tombstone of their own.

The controller decides whether their documents go or pass to a colleague; their events go either way.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from azure.core.exceptions import ResourceExistsError

from scripts.drills.signing import canonical
from scripts.errors import UserError
from scripts.session import Session
from scripts.tenants.census import check_id
from scripts.tenants.creation import REHEARSAL
from scripts.workload.rows import act_for

FOLDER = "tombstones/subjects/"
NAME = re.compile(rf"{FOLDER}([^/]+)/([^/]+)\.json")
RESTRICTIONS = Path(__file__).with_name("restrictions.sql")
Subject = tuple[str, str]  # tenant and user
OWNED = {"documents": "owner_id", "events": "user_id", "users": "id"}  # those first that refer to others


def check(connection: psycopg.Connection[Any], tenant: str, user: str) -> None:
    found = connection.execute(
        "select 1 from users where tenant_id::text = %s and id::text = %s", (check_id(tenant), user)
    ).fetchone()
    if not found:
        raise UserError(f"User {user} is not one of tenant {tenant}.")


def first(session: Session, tenant: str) -> str:
    """A user of a rehearsal's tenant, one with documents."""
    with session.database() as connection:
        found = connection.execute(
            "select owner_id::text from documents d join tenants t on t.id = d.tenant_id "
            "where t.id::text = %s and starts_with(t.name, %s) order by 1 limit 1",
            (check_id(tenant), REHEARSAL),
        ).fetchone()
    if not found:
        raise UserError(f"Tenant {tenant} isn't a rehearsal's, or nobody in it has documents.")
    return str(found[0])


def rows(connection: psycopg.Connection[Any], tenant: str, user: str) -> dict[str, int]:
    found = {}
    for table, column in _owned(connection).items():
        text = f"select count(*) from {table} where tenant_id::text = %s and {column}::text = %s"  # noqa: S608 - ours
        one = connection.execute(text.encode(), (tenant, user)).fetchone()
        found[table] = one[0] if one else 0
    return found


def _owned(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Restrictions come with the first one; an older copy has no table of them."""
    there = connection.execute("select to_regclass('public.restrictions')").fetchone()
    return ({"restrictions": "user_id"} if there and there[0] else {}) | OWNED


def restrict(session: Session, tenant: str, user: str) -> None:
    """The application no longer sees the person or what is theirs; nothing is lost. The database enforces it."""
    with session.database() as connection:
        check(connection, tenant, user)
        connection.execute(RESTRICTIONS.read_bytes())
        act_for(connection, uuid.UUID(tenant))  # references are checked under row security
        connection.execute(
            "insert into restrictions (tenant_id, user_id) values (%s, %s) on conflict do nothing", (tenant, user)
        )


def lift(session: Session, tenant: str, user: str) -> None:
    with session.database() as connection:
        connection.execute(RESTRICTIONS.read_bytes())
        connection.execute("delete from restrictions where tenant_id = %s and user_id = %s", (tenant, user))


def seen(session: Session, tenant: str, user: str) -> dict[str, int]:
    """What the application sees of the person: asked as the application's own role, under row security."""
    with session.database() as connection:
        connection.execute("select set_config('app.tenant', %s, true)", (check_id(tenant),))
        connection.execute("grant app_user to current_user")
        connection.execute("set local row_security = on")
        connection.execute("set local role app_user")
        found = rows(connection, tenant, user)
        connection.rollback()
    return found


def check_restricted(session: Session, tenant: str, user: str) -> dict[str, Any]:
    found = {table: count for table, count in seen(session, tenant, user).items() if table in OWNED}
    if any(found.values()):
        raise UserError(f"The application still sees {sum(found.values())} rows of user {user}.")
    with session.database() as connection:
        kept = sum(count for table, count in rows(connection, tenant, user).items() if table in OWNED)
    if not kept:
        raise UserError(f"User {user} has no rows at all, so a restriction restricts nothing.")
    return {"tenant": tenant, "user": user, "seen": 0, "kept": kept}


def bury(session: Session, tenant: str, user: str) -> None:
    document = {"tenant": tenant, "user": user, "deletedAt": datetime.now(UTC).isoformat()}
    try:
        session.evidence.upload_blob(f"{FOLDER}{tenant}/{user}.json", canonical(document))
    except ResourceExistsError:
        return


def buried(session: Session) -> list[Subject]:
    """Everyone whose data was deleted on a controller's instruction."""
    names = (blob.name for blob in session.evidence.list_blobs(name_starts_with=FOLDER))
    return sorted((found[1], found[2]) for name in names if (found := NAME.fullmatch(name)))


def delete(session: Session, tenant: str, user: str, heir: str | None) -> dict[str, Any]:
    """Tombstone, then the person's rows; their documents pass to `heir` or go with their blobs. May be run again."""
    tenant = check_id(tenant)
    with session.database() as connection:
        if (tenant, user) not in buried(session):  # else a run that died goes on
            check(connection, tenant, user)
        if heir:
            check(connection, tenant, heir)
            if heir == user:
                raise UserError(f"heir {heir} is the person who goes; allowed is a colleague.")
        bury(session, tenant, user)
        if heir:
            connection.execute(
                "update documents set owner_id = %s where tenant_id = %s and owner_id = %s", (heir, tenant, user)
            )
        listed = connection.execute(
            "select blob from documents where tenant_id::text = %s and owner_id::text = %s", (tenant, user)
        )
        blobs = [blob for (blob,) in listed]
        gone = replay(connection, [(tenant, user)])
    for blob in blobs:
        client = session.content.get_blob_client(blob)
        if client.exists():
            client.delete_blob()
    return {"tenant": tenant, "user": user, "rows": gone, "blobs": len(blobs)}


def replay(connection: psycopg.Connection[Any], subjects: Sequence[Subject]) -> int:
    """Delete these people's rows; the caller commits. For restored copies as well. Returns the number of rows.

    In a copy, what passed to a heir meanwhile is still theirs and goes with them: the living database has it.
    """
    gone = 0
    for tenant, user in subjects:
        for table, column in _owned(connection).items():
            text = f"delete from {table} where tenant_id::text = %s and {column}::text = %s"  # noqa: S608 - ours
            gone += connection.execute(text.encode(), (tenant, user)).rowcount
    return gone


def absence(session: Session, tenant: str, user: str) -> dict[str, Any]:
    """Proof by query that nothing of the person is left. UserError if something is."""
    tenant = check_id(tenant)
    with session.database() as connection:
        left = rows(connection, tenant, user)
    if any(left.values()):
        raise UserError(f"{sum(left.values())} rows of user {user} are left.")
    if (tenant, user) not in buried(session):
        raise UserError(f"User {user} has no tombstone, so a restore would bring them back.")
    return {"tenant": tenant, "user": user, "tables": len(left), "rows": 0, "tombstone": True}
