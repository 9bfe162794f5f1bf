"""One tenant taken out of a restored copy: its rows and files in one sealed file, and the copy without anybody else."""

from __future__ import annotations

import hashlib
import json
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import sql

from scripts.drills import catalog, tombstones
from scripts.drills.digests import TableFacts, tenant_columns
from scripts.drills.layout import (
    BLOB_COLUMN,
    DOCUMENTS,
    HASH_COLUMN,
    KEY_ID_COLUMN,
    SCHEMA,
    TENANT_COLUMN,
    TENANT_KEYS,
    WRAPPED_COLUMN,
)
from scripts.drills.verification import Verification
from scripts.workload.keys import Keys, WrappedKey, decrypt

NONCE = 12  # bytes, GCM's own


@dataclass
class Exported:
    """What was found when the sealed file was read back. `tables`: facts as the manifest has them."""

    tables: dict[str, TableFacts] = field(default_factory=dict)
    files: int = 0
    wrong: int = 0  # files that aren't what their row says

    @property
    def rows(self) -> int:
        return sum(fact.rows for fact in self.tables.values())


@dataclass(kw_only=True)
class TenantCopy(Verification):
    tenant: str
    exported: Exported


def export(restored: Verification, tenant: str) -> TenantCopy:
    """Write, read back, count. The file has no name, so that no death of ours leaves it behind."""
    key = secrets.token_bytes(32)  # of this file alone; where it is handed over, the receiver's key wraps it
    with tempfile.TemporaryFile() as file:
        for line in lines(restored, tenant):
            seal(file, key, line)
        file.seek(0)
        exported = read_back(file, key, tenant)
    return TenantCopy(
        drill=restored.drill, scenario=restored.scenario, copy=restored.copy, moment=restored.moment,
        exposure=restored.exposure, tenant=tenant, exported=exported,
    )  # fmt: skip


def lines(restored: Verification, tenant: str) -> Iterator[dict[str, Any]]:
    """Rows as JSON and as PostgreSQL writes them, then files in the clear with the hash of what was stored."""
    with restored.connect() as connection:
        catalog.pin(connection)
        for table, column in tenant_columns(connection).items():
            if not column:
                continue
            query = sql.SQL("select to_jsonb(t), t::text from only {} t where t.{}::text = %s").format(
                sql.Identifier(SCHEMA, table), sql.Identifier(column)
            )
            for row, text in connection.execute(query, (tenant,)):
                yield {"table": table, "row": row, "text": text}
        yield from files(restored, connection, tenant)


def files(restored: Verification, connection: psycopg.Connection[Any], tenant: str) -> Iterator[dict[str, Any]]:
    region = restored.drill.source
    wrapped = connection.execute(
        sql.SQL("select {}, {} from {} where {}::text = %s").format(
            sql.Identifier(KEY_ID_COLUMN), sql.Identifier(WRAPPED_COLUMN),
            sql.Identifier(SCHEMA, TENANT_KEYS), sql.Identifier(TENANT_COLUMN),
        ), (tenant,),
    ).fetchone()  # fmt: skip
    named = connection.execute(
        sql.SQL("select {}, {} from {} where {}::text = %s").format(
            sql.Identifier(BLOB_COLUMN), sql.Identifier(HASH_COLUMN),
            sql.Identifier(SCHEMA, DOCUMENTS), sql.Identifier(TENANT_COLUMN),
        ), (tenant,),
    ).fetchall()  # fmt: skip
    if not wrapped or not named:
        return
    key = Keys(restored.drill.azure, region).open(WrappedKey(wrapped[0], bytes(wrapped[1])))
    container = restored.drill.azure.blobs(region.storage.blob_url).get_container_client(region.storage.content)
    for blob, expected in named:
        stored = container.download_blob(blob).readall()
        content = decrypt(key, blob, stored)
        yield {"file": blob, "stored": hashlib.sha256(stored).hexdigest(), "named": expected, "content": content.hex()}


def seal(file: IO[bytes], key: bytes, line: dict[str, Any]) -> None:
    nonce = secrets.token_bytes(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, json.dumps(line, default=str).encode(), None)
    file.write(len(sealed).to_bytes(4, "big") + sealed)


def read_back(file: IO[bytes], key: bytes, tenant: str) -> Exported:
    found, sums = Exported(), dict[str, int]()
    rows = dict[str, int]()
    while size := file.read(4):
        sealed = file.read(int.from_bytes(size, "big"))
        line = json.loads(AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None))
        if "file" in line:
            found.files += 1
            found.wrong += line["stored"] != line["named"]
        else:
            table = line["table"]
            rows[table] = rows.get(table, 0) + 1
            sums[table] = sums.get(table, 0) + digest(line["text"])
    found.tables = {
        table: TableFacts(table=table, tenant=tenant, rows=count, digest=str(sums[table]))
        for table, count in rows.items()
    }
    return found


def digest(text: str) -> int:
    """What `digests.ROW` sums up in the database: the first 60 bits of the row's MD5."""
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:15], 16)


def reduce(copy: TenantCopy) -> int:
    """Everybody else's rows leave the copy; returns how many."""
    with copy.connect() as connection:
        connection.execute("set row_security = off")
        others = set[str]()
        for table, column in tombstones.order(connection).items():
            query = sql.SQL("select distinct {0}::text from {1} where {0} is not null").format(
                sql.Identifier(column), sql.Identifier(SCHEMA, table)
            )
            others |= {tenant for (tenant,) in connection.execute(query)}
        gone = tombstones.replay(connection, sorted(others - {copy.tenant}))
        connection.commit()
    return gone
