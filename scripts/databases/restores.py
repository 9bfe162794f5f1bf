"""A restored copy to work with: made from backup, cleansed of the deleted, compared, used, dropped.

It is made, marked and removed by the machinery of the drills, under the run's id and with a journal of its own.
"""

from __future__ import annotations

import os
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.postgresqlflexibleservers import models as postgres
from psycopg import sql
from psycopg.types.json import Jsonb

from scripts.drills import clean_up, copies, digests, source, tombstones
from scripts.drills.copies import Copy
from scripts.drills.drill import Drill, database_time
from scripts.drills.journal import FILE, PREFIX, Journal
from scripts.drills.layout import SCHEMA
from scripts.errors import UserError
from scripts.estate import CLONE
from scripts.session import WORKLOAD_ADMIN, Session
from scripts.tenants import census, creation, deletion, subjects
from scripts.tenants.creation import REHEARSAL
from scripts.workload import rows

COPY = "copy"
APART = 1.5  # seconds between a rehearsal's last good moment and its loss


def begin(session: Session, run: str) -> Drill:
    folder = Path(os.environ.get("CORDON_RESTORES") or CLONE / "reports" / "restores") / run
    return Drill(run, session.estate, session.azure, Journal(folder), run)


def restore(session: Session, run: str, at: datetime) -> dict[str, Any]:
    """A copy of the server as it was at `at` (UTC), that only we reach. Run again, it takes what is there."""
    if at > datetime.now(UTC):
        raise UserError(f"at {at.isoformat()} is to come; allowed is a time in the past.")
    drill = begin(session, run)
    source.look(drill)
    region = session.estate.primary
    if not _exists(session, run):
        copies.restore(drill, COPY, region, postgres.CreateMode.POINT_IN_TIME_RESTORE, at)
    copy = copies.open_up(drill, _copy(session, run))
    copies.reconcile(drill, copy)
    copies.reach(drill, copy)
    return {"copy": copy.name, "region": copy.region, "at": at.isoformat()}


def connect(session: Session, run: str) -> psycopg.Connection[Any]:
    """To the run's copy, past row security."""
    drill = begin(session, run)
    connection = copies.connect(drill, _opened(session, run))
    connection.execute(WORKLOAD_ADMIN)
    return connection


def forget(session: Session, run: str) -> dict[str, Any]:
    """Replay every tombstone in the copy, tenants' and people's. Counts what was found, and what is left."""
    tenants, people = tombstones.read(session.drill), subjects.buried(session)
    with connect(session, run) as connection:
        graves = sorted({*tenants, *tombstones.of_database(connection)})
        people_rows, tenant_rows = subjects.replay(connection, people), tombstones.replay(connection, graves)
        connection.commit()
    return {"tenants": len(graves), "subjects": len(people), "tenant_rows_removed": tenant_rows,
            "subject_rows_removed": people_rows} | check_forgotten(session, run)  # fmt: skip


def check_forgotten(session: Session, run: str) -> dict[str, Any]:
    """Asked of the copy: not one row of a deleted tenant or person. UserError if there is one."""
    left = 0
    with connect(session, run) as connection:
        graves = sorted({*tombstones.read(session.drill), *tombstones.of_database(connection)})
        for table, column in tombstones.order(connection).items():
            text = sql.SQL("select count(*) from {} where {}::text = any(%s)").format(
                sql.Identifier(SCHEMA, table), sql.Identifier(column)
            )
            one = connection.execute(text, (graves,)).fetchone()
            left += one[0] if one else 0
        people = subjects.buried(session)
        left += sum(sum(subjects.rows(connection, tenant, user).values()) for tenant, user in people)
    if left:
        raise UserError(f"{left} rows of deleted tenants or people are in the copy.")
    return {"left": 0}


def holds(session: Session, run: str, tenant: str) -> dict[str, int]:
    """Rows of a tenant in the copy, by table."""
    with connect(session, run) as connection:
        return census.rows(connection, census.check_id(tenant))


def bring_back(session: Session, run: str, tenant: str) -> dict[str, Any]:
    """Put the tenant's rows that are missing back from the copy, in one transaction. What is there is left alone."""
    tenant = census.check_id(tenant)
    if tenant in tombstones.read(session.drill):
        raise UserError(f"Tenant {tenant} was deleted for good; it does not come back.")
    added = 0
    with connect(session, run) as copy, session.database() as living:
        rows.act_for(living, uuid.UUID(tenant))  # the database's own checks of references see this tenant only
        tables = list(tombstones.order(copy).items())
        for table, column in reversed(tables):  # those first that others refer to
            name = sql.Identifier(SCHEMA, table)
            found = copy.execute(
                sql.SQL("select to_jsonb(t) from {} t where {}::text = %s").format(name, sql.Identifier(column)),
                (tenant,),
            ).fetchall()
            put = sql.SQL(
                "insert into {0} overriding system value select * from jsonb_populate_record(null::{0}, %s) "
                "on conflict do nothing"
            ).format(name)
            with living.cursor() as cursor:
                cursor.executemany(put, [(Jsonb(row),) for (row,) in found])
                added += max(cursor.rowcount, 0)
    return {"tenant": tenant, "rows": added} | compare(session, run, tenant)


def compare(session: Session, run: str, tenant: str) -> dict[str, Any]:
    """That the living database has every row of the tenant that the copy has: equal digests, or more rows."""
    tenant = census.check_id(tenant)
    with connect(session, run) as copy, session.database() as living:
        there, here = _digests(copy, tenant), _digests(living, tenant)
    if not any(count for count, _ in there.values()):
        raise UserError(f"The copy has no row of tenant {tenant}, so there is nothing to compare.")
    for table, (count, digest) in there.items():
        if table not in here or here[table][0] < count:
            raise UserError(f"Table {table} has {here.get(table, (0, ''))[0]} rows of the tenant, the copy {count}.")
        if here[table][0] == count and here[table][1] != digest:
            raise UserError(f"Table {table}: the tenant's rows are not those of the copy.")
    same = sum(here[table] == facts for table, facts in there.items())
    return {"tables": len(there), "tables_equal": same, "rows_in_copy": sum(count for count, _ in there.values())}


def compare_all(session: Session, run: str) -> dict[str, Any]:
    """The copy against the living database, tenant by tenant: what a switch to the copy would lose. Counts only."""
    with connect(session, run) as copy, session.database() as living:
        there, here = digests.take(copy)[0], digests.take(living)[0]
    old = {(fact.table, fact.tenant): fact.digest for fact in there if fact.rows}
    new = {(fact.table, fact.tenant): fact.digest for fact in here if fact.rows}
    return {"lines": len(old), "equal": sum(new.get(key) == digest for key, digest in old.items()),
            "only_in_copy": len(old.keys() - new.keys()), "only_living": len(new.keys() - old.keys())}  # fmt: skip


def drop(session: Session, run: str) -> dict[str, Any]:
    """Remove the copy and its endpoint, and ask whether they are gone."""
    drill = begin(session, run)
    left = clean_up.clean(drill)
    if not clean_up.is_complete(left):
        raise UserError(f"The copy of run {run} is not gone: {(left.problems or left.left)[0]}")
    # The next copy of this run has the same names: it gets a journal of its own, in which it isn't gone yet.
    drill.journal.close()
    drill.journal.path.rename(drill.journal.path.with_name(f"{datetime.now(UTC):%H%M%S%f}-{FILE}"))
    return {"made": len(left.made), "gone": len(left.gone)}


def check_dropped(session: Session, run: str) -> None:
    if _exists(session, run):
        raise UserError(f"The copy of run {run} is still there.")


def lose(session: Session, name: str) -> str:
    """For rehearsals: fill a tenant, let a moment pass, and delete its rows. Returns the time to go back to."""
    if not name.startswith(REHEARSAL):
        raise UserError(f"Tenant {name!r} isn't a rehearsal's; nothing is lost on purpose but those.")
    tenant = creation.create(session, name, sample=True)
    time.sleep(APART)
    with session.database() as connection:
        moment = database_time(connection)
    time.sleep(APART)
    with session.database() as connection:
        tombstones.replay(connection, [tenant])
    return moment.isoformat()


def lose_again(session: Session, tenant: str) -> int:
    """Undo a tenant's return: its rows go again. A rehearsal's only: a customer may have rows of its own by now."""
    tenant = census.check_id(tenant)
    with session.database() as connection:
        if not census.name(connection, tenant).startswith(REHEARSAL):
            raise UserError(f"Tenant {tenant} has rows of its own by now; undo its return row by row, from the copy.")
        return tombstones.replay(connection, [tenant])


def part(session: Session, name: str) -> str:
    """For rehearsals: a tenant and a person in another, both deleted after the moment that this returns.

    After a death it begins anew with others: who is buried doesn't come back.
    """
    graves = tombstones.read(session.drill)
    going, staying = next(pair for pair in _pairs(name) if creation.id_of(pair[0], sample=True) not in graves)
    gone, kept = creation.create(session, going, sample=True), creation.create(session, staying, sample=True)
    user = subjects.first(session, kept)
    time.sleep(APART)
    with session.database() as connection:
        moment = database_time(connection)
    time.sleep(APART)
    deletion.delete(session, gone, "rehearsal")
    subjects.delete(session, kept, user, None)
    return moment.isoformat()


def part_clean(session: Session, name: str) -> int:
    """Delete all that `part` made."""
    ids = [creation.id_of(one, sample=True) for pair in _pairs(name) for one in pair]
    with session.database() as connection:
        there = [one for one in ids if any(census.rows(connection, one).values())]
    for tenant in there:
        deletion.delete(session, tenant, "rehearsal")
    return len(there)


def _pairs(name: str) -> list[tuple[str, str]]:
    return [(f"{name}-goes-{number}", f"{name}-stays-{number}") for number in range(5)]


def host(session: Session, run: str) -> str:
    return _copy(session, run).fqdn


def _name(run: str) -> str:
    return f"{PREFIX}{run}-{COPY}"


def _exists(session: Session, run: str) -> bool:
    try:
        session.azure.postgres.servers.get(session.home.group, _name(run))
    except ResourceNotFoundError:
        return False
    return True


def _copy(session: Session, run: str) -> Copy:
    try:
        server = session.azure.postgres.servers.get(session.home.group, _name(run))
    except ResourceNotFoundError:
        raise UserError(f"Run {run} has no copy; restore one first.") from None
    fqdn = server.properties.fully_qualified_domain_name if server.properties else None
    return Copy(
        id=str(server.id), name=_name(run), group=session.home.group, region=session.estate.primary, fqdn=fqdn or ""
    )


def _opened(session: Session, run: str) -> Copy:
    from dataclasses import replace

    copy = _copy(session, run)
    endpoint = session.azure.network.private_endpoints.get(copy.group, f"{copy.name}-pe")
    configs = (endpoint.properties.custom_dns_configs if endpoint.properties else None) or []
    addresses = [address for config in configs for address in config.ip_addresses or []]
    return replace(copy, address=addresses[0] if addresses else None)


def _digests(connection: psycopg.Connection[Any], tenant: str) -> dict[str, tuple[int, str]]:
    return {fact.table: (fact.rows, fact.digest) for fact in digests.take(connection)[0] if fact.tenant == tenant}
