"""A restored copy holds live accounts: nobody but the drill signs in to it, also from inside the network."""

from typing import Any

import psycopg
from psycopg import sql

# The platform's own roles can't be altered, and the drill's administrator is who is asking.
LOGINS = """
    select rolname from pg_roles
    where rolcanlogin and not rolsuper and rolname <> current_user and rolname !~ '^(azure|pg_|replication)'
    order by 1"""


def logins(connection: psycopg.Connection[Any]) -> list[str]:
    """Roles, other than ours and the platform's, that may sign in."""
    return [name for (name,) in connection.execute(LOGINS)]


def close(connection: psycopg.Connection[Any]) -> list[str]:
    """Take their login away and end their sessions; returns whose it was."""
    closed = logins(connection)
    for name in closed:
        connection.execute(sql.SQL("alter role {} nologin").format(sql.Identifier(name)))
    connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = any(%s)", (closed,))
    connection.commit()
    return closed
