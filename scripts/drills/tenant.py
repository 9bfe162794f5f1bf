"""The drill's own tenant: made in the estate's database to be lost, so that no customer's row is ever at risk.

It has what a customer has: rows in every table, blobs that rows name, a data key wrapped by the vault. Its name begins
with the drill's prefix, and it is deleted the way a customer is: rows, blobs, tombstone, and a look that none is left.
"""

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

import psycopg
from azure.storage.blob import ContainerClient
from psycopg import sql

from scripts.drills import tombstones
from scripts.drills.drill import Drill, database_time
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.journal import PREFIX
from scripts.drills.layout import SCHEMA
from scripts.workload import generated, rows, seed
from scripts.workload.keys import Keys


def create(drill: Drill) -> str:
    """Make the tenant; says what was made. Journaled first, by its id and name."""
    made = replace(generated.tenant(secrets.randbits(64), 0), name=f"{PREFIX}{drill.id}")
    drill.tenant = str(made.id)
    drill.journal.write("tenant", tenant=drill.tenant, name=made.name)
    key, wrapped = Keys(drill.azure, drill.source).make()
    blobs = seed.put_blobs(content(drill), made, key)
    with drill.connect_source() as connection:
        count = rows.write(connection, made, wrapped, blobs.stored)
    return f"{made.name}: {count} rows, {len(blobs.stored)} blobs"


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
        left = sum(count(connection, table, column, tenant) for table, column in tombstones.order(connection).items())
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


def count(connection: psycopg.Connection[Any], table: str, column: str, tenant: str) -> int:
    query = sql.SQL("select count(*) from {} where {}::text = %s")
    one = connection.execute(query.format(sql.Identifier(SCHEMA, table), sql.Identifier(column)), (tenant,)).fetchone()
    assert one
    return one[0]


def content(drill: Drill) -> ContainerClient:
    storage = drill.source.storage
    return drill.azure.blobs(storage.blob_url).get_container_client(storage.content)
