"""A dump comes back: into an empty database, whole or not at all."""

from __future__ import annotations

from psycopg import sql

from scripts.azure import Azure
from scripts.backup import archive, store
from scripts.backup.dump import Dump
from scripts.backup.source import Source


def restore(
    azure: Azure, source: Source, dump: Dump, *, fqdn: str, database: str, user: str, address: str | None = None
) -> None:
    """Bring the dump into `database`, which must be there and empty. `user` becomes the owner of everything.

    Roles that the dump names and the server lacks are made without a way to sign in. Compare afterwards what
    `scripts.drills.manifest.observe` sees with `dump.manifest.seen`: as a dump holds one snapshot, tables that are
    only appended to are compared whole too. DumpError, `archive.ArchiveError` and Azure's errors pass through; nothing
    of the database is then there.
    """
    with azure.connect(fqdn, database, user, address=address) as connection:
        there = {name for (name,) in connection.execute("select rolname from pg_roles")}
        for role in dump.roles:
            if role not in there:
                connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
    archive.restore(azure.libpq(fqdn, database, user, address=address), store.archive(azure, source, dump))
