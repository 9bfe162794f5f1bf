"""A new tenant: its row, its own data key; for rehearsals, one with users, documents and events in it."""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import replace
from typing import Any

from scripts.drills import tombstones
from scripts.errors import UserError
from scripts.session import Session
from scripts.tenants import census
from scripts.workload import generated, rows
from scripts.workload.generated import Tenant
from scripts.workload.keys import Keys
from scripts.workload.seed import put_blobs

REHEARSAL = "rehearsal-"  # the mark of everything that a rehearsal makes
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{1,79}")


def create(session: Session, name: str, *, sample: bool = False) -> str:
    """The tenant's id. Made again, it is the same one: the id comes from the name. `sample` fills it."""
    if not NAME.fullmatch(name):
        raise UserError(f"Name {name!r} is not allowed; allowed are 2 to 80 letters, digits, spaces, dots and dashes.")
    made = _tenant(name, sample=sample)
    if str(made.id) in tombstones.read(session.drill):
        raise UserError(f"Tenant {made.id} was deleted and can't come back under the name {name!r}; choose another.")
    keys = Keys(session.azure, session.home)
    with session.database() as connection:
        if stored := rows.stored_key(connection, made.id):
            put_blobs(session.content, made, keys.open(stored))
        else:
            key, wrapped = keys.make()
            blobs = put_blobs(session.content, made, key, overwrite=True)
            rows.write(connection, made, wrapped, blobs.stored)
    return str(made.id)


def _tenant(name: str, *, sample: bool) -> Tenant:
    seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    filled = replace(generated.tenant(seed, 0), name=name)
    if sample:
        return filled
    return replace(filled, id=uuid.uuid5(filled.id, name), users=(), documents=(), events=())


def id_of(name: str, *, sample: bool = False) -> str:
    """The id that a tenant of this name has."""
    return str(_tenant(name, sample=sample).id)


def remove(session: Session, tenant: str) -> int:
    """Take back a tenant that was made by mistake or for a rehearsal: only one that nobody has used.

    Returns the number of rows. No tombstone: it never was a customer's.
    """
    tenant = census.check_id(tenant)
    with session.database() as connection:
        if not any(census.rows(connection, tenant).values()):
            return 0
        name = census.name(connection, tenant)
        found = census.rows(connection, tenant)
        if not name.startswith(REHEARSAL) and found["users"]:
            raise UserError(f"Tenant {tenant} has {found['users']} users; only an empty one can be taken back.")
        for blob in census.blobs(session, tenant):
            session.content.delete_blob(blob)
        return tombstones.replay(connection, [tenant])


def facts(session: Session, tenant: str) -> dict[str, Any]:
    """That the tenant works: its rows and blobs are there and its key opens every document."""
    tenant = census.check_id(tenant)
    from scripts.workload.keys import decrypt

    with session.database() as connection:
        stored = rows.stored_key(connection, uuid.UUID(tenant))
        if not stored:
            raise UserError(f"Tenant {tenant} is not there.")
        key = Keys(session.azure, session.home).open(stored)
        listed = connection.execute("select blob, sha256 from documents where tenant_id::text = %s", (tenant,))
        for blob, digest in listed.fetchall():
            content = session.content.download_blob(blob).readall()
            if hashlib.sha256(content).hexdigest() != digest:
                raise UserError(f"Document {blob} is not the one that its row describes.")
            decrypt(key, blob, content)
    return census.take(session, tenant) | {"key": stored.key_id.rsplit("/", 1)[1], "documents_open": True}
