"""Support staff in one tenant: a database role for one case that sees this tenant's rows, reads only, and ends.

The role's own policies bind it, so that setting another tenant in the session shows nothing (ACC-7).
"""

from __future__ import annotations

from typing import Any

from psycopg import sql

from scripts.cases import case as cases
from scripts.cases import kind as kinds
from scripts.errors import UserError
from scripts.session import Session

TABLES = {"users": "tenant_id", "documents": "tenant_id", "events": "tenant_id"}
EXISTS = "select 1 from pg_roles where rolname = %s"


def role_of(case: str) -> str:
    return case.replace("-", "_")


def enter(session: Session, case: str) -> str:
    """Open the tenant of an authorized case to its role. Returns the role's name."""
    found = cases.load(session, case)
    found.need("authorized")
    tenant, role = found.need("opened")["facts"]["tenant"], role_of(case)
    with session.database() as connection:
        if not connection.execute(EXISTS, (role,)).fetchone():
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
        connection.execute(sql.SQL("grant usage on schema public to {}").format(sql.Identifier(role)))
        for table, column in TABLES.items():
            names = {"table": sql.Identifier(table), "role": sql.Identifier(role), "policy": sql.Identifier(role),
                     "column": sql.Identifier(column), "tenant": sql.Literal(tenant)}  # fmt: skip
            for text in (
                "drop policy if exists {policy} on {table}",
                "create policy {policy} on {table} as restrictive for all to {role} using ({column} = {tenant}::uuid)",
                "grant select on {table} to {role}",
            ):
                connection.execute(sql.SQL(text).format(**names))
    kinds.add(found, "entered", {"role": role})
    return role


def leave(session: Session, case: str) -> None:
    """Take the role away with all that it could. Run again, nothing is left to take."""
    found, role = cases.load(session, case), role_of(case)
    with session.database() as connection:
        if connection.execute(EXISTS, (role,)).fetchone():
            for table in TABLES:
                connection.execute(
                    sql.SQL("drop policy if exists {} on {}").format(sql.Identifier(role), sql.Identifier(table))
                )
            connection.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(role)))
            connection.execute(sql.SQL("drop owned by {}").format(sql.Identifier(role)))
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(role)))
    if found.last("entered") and not found.last("left"):
        kinds.add(found, "left", {})


def check(session: Session, case: str) -> dict[str, Any]:
    """Asked as the role: it sees its tenant, sees nothing of any other when it asks for that one, and can't write."""
    found = cases.load(session, case)
    found.need("entered")
    tenant, role = found.need("opened")["facts"]["tenant"], role_of(case)
    with session.database() as connection:
        others = connection.execute("select id::text from tenants where id::text <> %s limit 1", (tenant,)).fetchone()
        if not connection.execute(EXISTS, (role,)).fetchone():
            raise UserError(f"Role {role} is not there.")
        connection.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(role)))
        own, foreign = _as(connection, role, tenant), _as(connection, role, others[0]) if others else 0
        writes = connection.execute(
            "select bool_or(has_table_privilege(%s, t, 'insert, update, delete')) from unnest(%s::text[]) t",
            (role, list(TABLES)),
        ).fetchone()
        connection.rollback()
    if foreign:
        raise UserError(f"Role {role} sees {foreign} rows of another tenant.")
    if not own:
        raise UserError(f"Role {role} sees nothing of its own tenant.")
    if writes and writes[0]:
        raise UserError(f"Role {role} may write.")
    return {"case": case, "own": own, "foreign": 0}


def check_left(session: Session, case: str) -> None:
    with session.database() as connection:
        if connection.execute(EXISTS, (role_of(case),)).fetchone():
            raise UserError(f"Role {role_of(case)} is still there.")


def _as(connection: Any, role: str, tenant: str) -> int:
    connection.execute("select set_config('app.tenant', %s, true)", (tenant,))
    connection.execute("set local row_security = on")
    connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
    seen = sum(connection.execute(f"select count(*) from {table}".encode()).fetchone()[0] for table in TABLES)  # noqa: S608
    connection.execute("reset role")
    return seen
