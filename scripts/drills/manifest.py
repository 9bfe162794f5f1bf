"""The signed manifest: what a restored copy must hold, taken in one snapshot. Counts, digests and ids; never a row."""

from datetime import datetime
from typing import Any

import psycopg
from psycopg import IsolationLevel, sql
from pydantic import BaseModel, ConfigDict

from scripts.drills import catalog, digests
from scripts.drills.digests import TableFacts
from scripts.drills.layout import (
    BLOB_COLUMN,
    CANARIES,
    DOCUMENTS,
    HASH_COLUMN,
    KEY_ID_COLUMN,
    SCHEMA,
    TENANT_COLUMN,
    TENANT_KEYS,
)


class BlobFacts(BaseModel):
    """The blobs that a tenant's rows name: `digest` is the SHA-256 over their names and hashes, sorted."""

    model_config = ConfigDict(frozen=True)

    blobs: int
    digest: str


class Observation(BaseModel):
    """What one look at a database saw, in one snapshot."""

    model_config = ConfigDict(frozen=True)

    taken_at: datetime
    snapshot: str
    query: str  # SHA-256 of the statements behind `tables`
    server_version: str
    collation: str
    extensions: dict[str, str]
    structure: dict[str, str]
    relations: int
    row_security: dict[str, dict[str, Any]]
    grants: dict[str, str]
    sequences: dict[str, int]
    tables: list[TableFacts]
    blobs: dict[str, BlobFacts]
    key_versions: dict[str, str]
    last_canary: int

    def lines(self) -> dict[tuple[str, str], TableFacts]:
        return {(fact.table, fact.tenant): fact for fact in self.tables}

    @property
    def rows(self) -> int:
        return sum(fact.rows for fact in self.tables)


class Manifest(BaseModel):
    """An observation of an environment's database, and whose it is."""

    model_config = ConfigDict(frozen=True)

    version: int = 1
    drill: str
    environment: str
    region: str
    server: str
    database: str
    seen: Observation


def observe(connection: psycopg.Connection[Any], snapshot: str | None = None) -> Observation:
    """Look at a whole database in one read-only REPEATABLE READ snapshot.

    `snapshot`: a manifest's, to limit append-only tables to what that manifest saw. The connection must be idle.
    """
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    try:
        with connection.transaction():
            return look(connection, snapshot)
    finally:
        connection.isolation_level = None
        connection.read_only = None


def look(connection: psycopg.Connection[Any], snapshot: str | None = None) -> Observation:
    """`observe` for whoever holds the transaction already: one that has exported its snapshot to a dump, say."""
    catalog.pin(connection)
    facts, query = digests.take(connection, snapshot)
    one = connection.execute(
        "select clock_timestamp(), pg_current_snapshot()::text, current_setting('server_version')"
    ).fetchone()
    assert one
    return Observation(
        taken_at=one[0],
        snapshot=one[1],
        server_version=one[2],
        query=query,
        collation=catalog.collation(connection),
        extensions=catalog.extensions(connection),
        structure=catalog.structure(connection),
        relations=catalog.relations(connection),
        row_security=catalog.row_security(connection),
        grants=catalog.grants(connection),
        sequences=catalog.sequences(connection),
        tables=facts,
        blobs=blobs(connection),
        key_versions=key_versions(connection),
        last_canary=last_canary(connection),
    )


def blobs(connection: psycopg.Connection[Any]) -> dict[str, BlobFacts]:
    named: dict[str, list[list[str]]] = {}
    for tenant, blob, digest in connection.execute(
        sql.SQL("select {tenant}::text, {blob}, {hash} from {table} where {blob} is not null").format(
            tenant=sql.Identifier(TENANT_COLUMN),
            blob=sql.Identifier(BLOB_COLUMN),
            hash=sql.Identifier(HASH_COLUMN),
            table=sql.Identifier(SCHEMA, DOCUMENTS),
        )
    ):
        named.setdefault(tenant, []).append([blob, digest.hex() if isinstance(digest, bytes) else digest])
    return {
        tenant: BlobFacts(blobs=len(pairs), digest=catalog.fingerprint(sorted(pairs)))
        for tenant, pairs in sorted(named.items())
    }


def key_versions(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """The key version that wraps each tenant's data key."""
    answer = connection.execute(
        sql.SQL("select {tenant}::text, {key} from {table} order by 1").format(
            tenant=sql.Identifier(TENANT_COLUMN),
            key=sql.Identifier(KEY_ID_COLUMN),
            table=sql.Identifier(SCHEMA, TENANT_KEYS),
        )
    )
    return dict(answer.fetchall())


def last_canary(connection: psycopg.Connection[Any]) -> int:
    one = connection.execute(
        sql.SQL("select greatest(max(sequence), 0) from {}").format(sql.Identifier(SCHEMA, CANARIES))
    ).fetchone()
    assert one
    return one[0]
