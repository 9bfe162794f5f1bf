"""Tombstones: a deleted tenant leaves its id in the evidence container, and every restore replays them.

Backups live longer than a deleted customer's data may; so a copy forgets again, before anyone can reach it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

import psycopg
from azure.core.exceptions import ResourceExistsError
from azure.storage.blob import ContentSettings
from psycopg import sql

from scripts.drills.digests import tenant_columns
from scripts.drills.layout import SCHEMA, TOMBSTONES
from scripts.drills.signing import canonical

if TYPE_CHECKING:
    from azure.storage.blob import ContainerClient

    from scripts.drills.drill import Drill

FOLDER = "tombstones/"
NAME = re.compile(rf"{FOLDER}([^/]+)\.json")

REFERENCES = """
    select distinct c.relname, f.relname from pg_constraint o
    join pg_class c on c.oid = o.conrelid join pg_class f on f.oid = o.confrelid
    where o.contype = 'f' and o.connamespace = %s::regnamespace and c.oid <> f.oid"""


def container(drill: Drill) -> ContainerClient:
    storage = drill.source.storage
    return drill.azure.blobs(storage.blob_url).get_container_client(storage.evidence)


def bury(drill: Drill, tenant: str, reason: str) -> None:
    """Record that the tenant is deleted. It can't be taken back: the container keeps what it holds."""
    document = {"tenant": tenant, "reason": reason, "deletedAt": datetime.now(UTC).isoformat()}
    kind = ContentSettings(content_type="application/json")
    try:
        container(drill).upload_blob(f"{FOLDER}{tenant}.json", canonical(document), content_settings=kind)
    except ResourceExistsError:
        return


def read(drill: Drill) -> list[str]:
    """Ids of all deleted tenants."""
    names = (blob.name for blob in container(drill).list_blobs(name_starts_with=FOLDER))
    return sorted(found[1] for name in names if (found := NAME.fullmatch(name)))


def of_database(connection: psycopg.Connection[Any]) -> list[str]:
    """Ids of the tenants that the database itself knows to be deleted. A copy's own list ends where the copy does."""
    query = sql.SQL("select tenant::text from {} order by 1").format(sql.Identifier(SCHEMA, TOMBSTONES))
    return [tenant for (tenant,) in connection.execute(query)]


def order(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """Tables with tenants' rows and their tenant column, those first that refer to others."""
    columns = {table: column for table, column in tenant_columns(connection).items() if column}
    parents: TopologicalSorter[str] = TopologicalSorter({table: [] for table in columns})
    for child, parent in connection.execute(REFERENCES, (SCHEMA,)):
        if child in columns and parent in columns:
            parents.add(parent, child)
    return {table: columns[table] for table in parents.static_order()}


def replay(connection: psycopg.Connection[Any], tenants: Sequence[str]) -> int:
    """Delete these tenants' rows everywhere; the caller commits. Returns the number of rows."""
    gone = 0
    for table, column in order(connection).items() if tenants else ():
        gone += connection.execute(
            sql.SQL("delete from {} where {}::text = any(%s)").format(
                sql.Identifier(SCHEMA, table), sql.Identifier(column)
            ),
            (list(tenants),),
        ).rowcount
    return gone
