"""The application's sign-in to a region's database: its managed identity, as a member of one group and nothing more.

Azure makes such a role by a function in the database `postgres`, and only for an Entra administrator of the server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from scripts.errors import UserError
from scripts.estate import Region
from scripts.session import Session

GROUP = "app_user"  # what the application may do: the schema says it
MAINTENANCE = "postgres"
CREATE = "select pgaadauth_create_principal_with_oid(%s, %s, 'service', false, false)"
RIGHTS = ("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls")
FACTS = sql.SQL(
    "select {}, array(select g.rolname::text from pg_auth_members m join pg_roles g on g.oid = m.roleid"
    " where m.member = r.oid order by 1) from pg_roles r where r.rolname = %s"
).format(sql.SQL(", ").join(map(sql.Identifier, RIGHTS)))


@dataclass(frozen=True)
class Login:
    """A role as the server has it: rights that it should not have, and the groups it is in."""

    role: str
    excess: tuple[str, ...]
    groups: tuple[str, ...]


def allow(session: Session) -> dict[str, Any]:
    """Let each region's application sign in to its database. Run again, it changes nothing."""
    return {name: _allow(session, region) for name, region in session.estate.regions.items()}


def check(session: Session) -> dict[str, Any]:
    """That each application's role is there, is in the one group, and can do nothing beyond it."""
    found = {}
    for name, region in session.estate.regions.items():
        role = _web(region)[0]
        with _connect(session, region, MAINTENANCE) as connection:
            login = facts(connection, role)
        if login is None:
            raise UserError(f"{region.server.name} has no role {role}; run `cordon database allow`.")
        if login.excess or login.groups != (GROUP,):
            held = ", ".join((*login.excess, *login.groups)) or "nothing"
            raise UserError(f"{region.server.name}: role {role} holds {held}; allowed is {GROUP} alone.")
        found[name] = role
    return found


def facts(connection: psycopg.Connection[Any], role: str) -> Login | None:
    row = connection.execute(FACTS, (role,)).fetchone()
    if row is None:
        return None
    excess = tuple(name for name, held in zip(RIGHTS, row, strict=False) if held)
    return Login(role, excess, tuple(row[len(RIGHTS)]))


def grant(connection: psycopg.Connection[Any], role: str) -> None:
    """Put the role into the application's group, which the schema finds there or makes as well."""
    if connection.execute("select 1 from pg_roles where rolname = %s", (GROUP,)).fetchone() is None:
        connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(GROUP)))
    connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(GROUP), sql.Identifier(role)))


def _allow(session: Session, region: Region) -> str:
    role, principal = _web(region)
    with _connect(session, region, MAINTENANCE) as connection:
        made = facts(connection, role) is None
        if made:
            connection.execute(CREATE, (role, principal))
        grant(connection, role)
    return f"{role} {'made' if made else 'was there'}"


def _web(region: Region) -> tuple[str, str]:
    if region.web is None:
        raise UserError(f"The stack has no output web for {region.server.name}'s region; deploy it again.")
    return region.web.identity, region.web.principal


def _connect(session: Session, region: Region, database: str) -> psycopg.Connection[Any]:
    return session.azure.connect(region.server.fqdn, database, region.administrator)
