"""The drill's own tenant: made in the estate's database to be lost, so that no customer's row is ever at risk.

It has what a customer has: rows in every table, blobs that rows name, a data key wrapped by the vault. Its name begins
with the drill's prefix, and it is deleted the way a customer is: rows, blobs, tombstone, and a look that none is left.
"""

import hashlib
import secrets
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import psycopg
from azure.keyvault.keys.crypto import KeyWrapAlgorithm
from azure.storage.blob import ContainerClient
from psycopg import sql

from scripts.drills import tombstones
from scripts.drills.drill import Drill, database_time
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.journal import PREFIX
from scripts.drills.layout import SCHEMA, WRAP_ALGORITHM

USERS, DOCUMENTS, EVENTS = 20, 40, 3000
WRITERS = 4
Rows = list[tuple[Any, ...]]


def create(drill: Drill) -> str:
    """Make the tenant; says what was made. Journaled first, by its id and name."""
    drill.tenant, name = str(uuid.uuid4()), f"{PREFIX}{drill.id}"
    drill.journal.write("tenant", tenant=drill.tenant, name=name)
    wrapper = drill.azure.keys(drill.source.vault.uri).get_key(drill.source.wrapping_key)
    wrap = drill.azure.cryptography(str(wrapper.id)).wrap_key
    wrapped = wrap(KeyWrapAlgorithm(WRAP_ALGORITHM), secrets.token_bytes(32)).encrypted_key
    blobs = {f"{drill.tenant}/{uuid.uuid4()}": secrets.token_bytes(2048) for _ in range(DOCUMENTS)}
    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(lambda blob: content(drill).upload_blob(*blob), blobs.items()))
    with drill.connect_source() as connection:
        act_for(connection, drill.tenant)
        for statement, rows in statements(drill.tenant, name, str(wrapper.id), wrapped, blobs):
            with connection.cursor() as cursor:
                cursor.executemany(statement, rows)
    return f"{name}: {USERS} users, {DOCUMENTS} documents, {EVENTS} events"


def act_for(connection: psycopg.Connection[Any], tenant: str) -> None:
    """Row security lets a session write rows of the tenant that it acts for."""
    connection.execute("select set_config('app.tenant', %s, false)", (tenant,))


def statements(tenant: str, name: str, key: str, wrapped: bytes, blobs: dict[str, bytes]) -> list[tuple[bytes, Rows]]:
    """The inserts, parents first. The rows are random: nothing in them is anybody's."""
    users = [str(uuid.uuid4()) for _ in range(USERS)]
    people: Rows = [(user, tenant, f"{user}@drill.invalid", f"Drill {number}") for number, user in enumerate(users)]
    documents: Rows = [
        (
            str(uuid.uuid4()),
            tenant,
            secrets.choice(users),
            f"Document {number}",
            blob,
            hashlib.sha256(data).hexdigest(),
            len(data),
        )
        for number, (blob, data) in enumerate(blobs.items())
    ]
    events: Rows = [(tenant, secrets.choice(users), "drill.row", number) for number in range(EVENTS)]
    return [
        (b"insert into public.tenants (id, name) values (%s, %s)", [(tenant, name)]),
        (b"insert into public.tenant_keys (tenant_id, key_id, wrapped) values (%s, %s, %s)", [(tenant, key, wrapped)]),
        (b"insert into public.users (id, tenant_id, email, name) values (%s, %s, %s, %s)", people),
        (
            b"insert into public.documents (id, tenant_id, owner_id, title, blob, sha256, bytes) "
            b"values (%s, %s, %s, %s, %s, %s, %s)",
            documents,
        ),
        (
            b"insert into public.events (tenant_id, user_id, kind, detail) "
            b"values (%s, %s, %s, jsonb_build_object('number', %s::int))",
            events,
        ),
    ]


def destroy_rows(drill: Drill, connection: psycopg.Connection[Any]) -> datetime:
    """The disaster: one transaction deletes every row of the drill's tenant. Returns the time just before it."""
    if not drill.tenant or drill.tenant not in {entry["tenant"] for entry in drill.journal.of("tenant")}:
        raise UnverifiedError("Only the drill's own tenant may be destroyed, and there is none.")
    moment = database_time(connection)
    if not tombstones.replay(connection, [drill.tenant]):
        raise UnverifiedError("The drill's tenant had no rows to destroy.")
    connection.commit()
    drill.destroyed_at = moment
    return moment


def remove(drill: Drill) -> None:
    """Rows, blobs, tombstone, proof. May be called again and again."""
    tenant = drill.journal.of("tenant")[-1]["tenant"]
    with drill.connect_source() as connection:
        connection.execute("set row_security = off")
        check_mark(connection, tenant, f"{PREFIX}{drill.id}")
        tombstones.replay(connection, [tenant])
        connection.commit()
        left = sum(rows(connection, table, column, tenant) for table, column in tombstones.order(connection).items())
    container = content(drill)
    for blob in container.list_blobs(name_starts_with=f"{tenant}/"):
        container.delete_blob(blob.name)
    left += sum(1 for _ in container.list_blobs(name_starts_with=f"{tenant}/"))
    if left:
        raise UnverifiedError(f"{left} rows and blobs of the drill's tenant are left.")
    tombstones.bury(drill, tenant, f"tenant of drill {drill.id}")
    drill.journal.write("tenant-gone", tenant=tenant)


def check_mark(connection: psycopg.Connection[Any], tenant: str, name: str) -> None:
    """The journal alone doesn't entitle to delete: the tenant must carry the drill's name."""
    found = connection.execute("select name from public.tenants where id::text = %s", (tenant,)).fetchone()
    if found and found[0] != name:
        raise UnverifiedError(f"Tenant {tenant} isn't named {name}, so it is left alone.")


def rows(connection: psycopg.Connection[Any], table: str, column: str, tenant: str) -> int:
    query = sql.SQL("select count(*) from {} where {}::text = %s")
    one = connection.execute(query.format(sql.Identifier(SCHEMA, table), sql.Identifier(column)), (tenant,)).fetchone()
    assert one
    return one[0]


def content(drill: Drill) -> ContainerClient:
    storage = drill.source.storage
    return drill.azure.blobs(storage.blob_url).get_container_client(storage.content)
