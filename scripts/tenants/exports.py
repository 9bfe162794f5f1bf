"""A tenant's data, given back: one archive of every row and document, encrypted with the tenant's own key."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
import zipfile
from typing import Any

import psycopg
from psycopg import sql

from scripts.drills import tombstones
from scripts.drills.layout import SCHEMA
from scripts.errors import UserError
from scripts.session import Session
from scripts.tenants.census import EXPORTS, check_id
from scripts.workload import rows
from scripts.workload.keys import Keys, decrypt, encrypt

LEFT_OUT = ("tenant_keys",)  # ours, not the customer's
Where = tuple[str, str]  # a column and its value


def export(session: Session, tenant: str, run: str, *, user: str | None = None) -> dict[str, Any]:
    """Write `exports/<tenant>/<run>.zip`: JSON lines a table, documents in the clear inside. Returns counts and digest.

    `user`: only what is that person's. Written again under the same run, it replaces itself.
    """
    tenant = check_id(tenant)
    with session.database() as connection:
        key, tables = tenant_key(session, connection, tenant), _tables(connection, tenant, user)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
            for table, found in tables.items():
                packed.writestr(f"{table}.jsonl", "".join(json.dumps(row, default=str) + "\n" for row in found))
            for document in tables["documents"]:
                content = decrypt(key, document["blob"], session.content.download_blob(document["blob"]).readall())
                packed.writestr(f"documents/{document['id']}", content)
    name = f"{EXPORTS}{tenant}/{run}.zip"
    session.content.upload_blob(name, encrypt(key, name, archive.getvalue()), overwrite=True)
    return {"tenant": tenant, "export": name} | _count(archive.getvalue())


def check(session: Session, tenant: str, run: str, *, user: str | None = None) -> dict[str, Any]:
    """That the archive opens with the tenant's key and holds every row and document that the database has now."""
    tenant = check_id(tenant)
    name = f"{EXPORTS}{tenant}/{run}.zip"
    if not session.content.get_blob_client(name).exists():
        raise UserError(f"Export {name} is not there.")
    with session.database() as connection:
        key, tables = tenant_key(session, connection, tenant), _tables(connection, tenant, user)
        content = decrypt(key, name, session.content.download_blob(name).readall())
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for table, found in tables.items():
                written = len(packed.read(f"{table}.jsonl").splitlines())
                if written != len(found):
                    raise UserError(f"Export {name} has {written} rows of {table}, the database has {len(found)}.")
            for document in tables["documents"]:
                blob = document["blob"]
                again = encrypt(key, blob, packed.read(f"documents/{document['id']}"))
                if hashlib.sha256(again).hexdigest() != document["sha256"]:
                    raise UserError(f"Export {name}: document {document['id']} is not the stored one.")
    return {"tenant": tenant, "export": name} | _count(content)


def drop(session: Session, tenant: str, run: str) -> None:
    client = session.content.get_blob_client(f"{EXPORTS}{check_id(tenant)}/{run}.zip")
    if client.exists():
        client.delete_blob()


def tenant_key(session: Session, connection: psycopg.Connection[Any], tenant: str) -> bytes:
    stored = rows.stored_key(connection, uuid.UUID(tenant))
    if not stored:
        raise UserError(f"Tenant {tenant} is not there.")
    return Keys(session.azure, session.home).open(stored)


def _tables(connection: psycopg.Connection[Any], tenant: str, user: str | None) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for table, column in tombstones.order(connection).items():
        if table in LEFT_OUT:
            continue
        where: list[Where] = [(column, tenant)]
        if user:
            owner = {"users": "id", "documents": "owner_id", "events": "user_id"}.get(table)
            if not owner:
                continue
            where.append((owner, user))
        text = sql.SQL("select to_jsonb(t) from {} t where {} order by 1").format(
            sql.Identifier(SCHEMA, table),
            sql.SQL(" and ").join(sql.SQL("{}::text = {}").format(sql.Identifier(c), sql.Literal(v)) for c, v in where),
        )
        found[table] = [row for (row,) in connection.execute(text)]
    return found


def _count(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = packed.namelist()
        lines = sum(len(packed.read(name).splitlines()) for name in names if name.endswith(".jsonl"))
    documents = sum(name.startswith("documents/") for name in names)
    return {"rows": lines, "documents": documents, "sha256": hashlib.sha256(content).hexdigest()}
