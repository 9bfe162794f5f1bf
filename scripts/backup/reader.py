"""The dump job's role in a database: it reads everything, past row security, and can do nothing else."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from scripts.azure import Azure
from scripts.backup.source import Source
from scripts.databases.logins import CREATE, MAINTENANCE
from scripts.errors import UserError


def allow(azure: Azure, source: Source) -> str:
    """Make the role of the job's identity, as the server's administrator. Run again, it changes nothing.

    Azure's and PostgreSQL's errors pass through.
    """
    if not (job := source.backups.job):
        raise UserError(
            f"{source.server.name} has no dump job (output backups.job); allowed is a stack with backup.image set."
        )
    with azure.connect(source.server.fqdn, MAINTENANCE, source.role) as connection:
        if not connection.execute("select from pg_roles where rolname = %s", (job.identity,)).fetchone():
            connection.execute(CREATE, (job.identity, job.principal))
        try:
            grant(connection, job.identity)
        except psycopg.errors.InsufficientPrivilege:
            connection.rollback()
            version = connection.info.server_version // 10_000
            raise UserError(
                f"{source.server.name} runs PostgreSQL {version}, which lets administrators alone past row security; "
                "allowed is 16 or later."
            ) from None
    return job.identity


def grant(connection: psycopg.Connection[Any], role: str) -> None:
    """To read all data of all databases; row security would hide all tenants' rows, so it doesn't bind the role."""
    name = sql.Identifier(role)
    connection.execute(sql.SQL("grant pg_read_all_data to {}").format(name))
    connection.execute(sql.SQL("alter role {} bypassrls").format(name))
