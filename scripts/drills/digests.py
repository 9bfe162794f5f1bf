"""Counts and digests of every table, a line for each tenant: equal digests mean equal rows, and no row is shown."""

import hashlib
from typing import Any

import psycopg
from psycopg import sql
from pydantic import BaseModel, ConfigDict

from scripts.drills.layout import APPEND_ONLY, SCHEMA, SHARED, TENANT_COLUMN, TENANTS

# 60 bits of a row's MD5, summed: order doesn't matter, and a row under another tenant moves two sums. It finds damage
# and mistakes; forgery is what the manifest's signature is for.
ROW = "sum(('x' || left(md5(cordon_row::text), 15))::bit(60)::bigint::numeric)"
SEEN = "pg_visible_in_snapshot(cordon_row.xmin::text::xid8, {snapshot}::pg_snapshot)"

TABLES = """
    select c.relname, exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = %(tenant)s and not a.attisdropped)
    from pg_class c where c.relnamespace = %(schema)s::regnamespace and c.relkind = 'r' and not exists (
      select from pg_depend e where e.objid = c.oid and e.classid = 'pg_class'::regclass and e.deptype = 'e')
    order by c.relname collate "C" """


class TableFacts(BaseModel):
    """Rows of one tenant in one table; `digest` is a decimal number."""

    model_config = ConfigDict(frozen=True)

    table: str
    tenant: str
    rows: int
    digest: str


def tenant_columns(connection: psycopg.Connection[Any]) -> dict[str, str | None]:
    """Every table, and the column that says whose a row is (None: nobody's)."""
    found = connection.execute(TABLES, {"schema": SCHEMA, "tenant": TENANT_COLUMN})
    return {table: "id" if table == TENANTS else TENANT_COLUMN if owned else None for table, owned in found}


def query(table: str, tenant: str | None, snapshot: str | None) -> sql.Composed:
    """One pass over one table. With `snapshot`, only rows of transactions that it saw."""
    owner = sql.SQL("cordon_row.{}::text").format(sql.Identifier(tenant)) if tenant else sql.Literal(SHARED)
    seen = sql.SQL(SEEN).format(snapshot=sql.Literal(snapshot)) if snapshot else sql.SQL("true")
    return sql.SQL(
        "select {owner}, count(*), {row}::text from only {table} as cordon_row where {seen} group by 1"
    ).format(owner=owner, row=sql.SQL(ROW), table=sql.Identifier(SCHEMA, table), seen=seen)


def changed_since(connection: psycopg.Connection[Any], snapshot: str) -> set[tuple[str, str]]:
    """Tables and tenants with rows of transactions that a snapshot did not see."""
    connection.execute("set row_security = off")
    found = set[tuple[str, str]]()
    for table, column in tenant_columns(connection).items():
        if table in APPEND_ONLY:
            continue
        owner = sql.SQL("cordon_row.{}::text").format(sql.Identifier(column)) if column else sql.Literal(SHARED)
        seen = sql.SQL(SEEN).format(snapshot=sql.Literal(snapshot))
        statement = sql.SQL("select distinct {owner} from only {table} as cordon_row where not {seen}").format(
            owner=owner, table=sql.Identifier(SCHEMA, table), seen=seen
        )
        found |= {(table, str(tenant)) for (tenant,) in connection.execute(statement)}
    return found


def take(connection: psycopg.Connection[Any], snapshot: str | None = None) -> tuple[list[TableFacts], str]:
    """All tables' facts and the SHA-256 of the queries that made them.

    `snapshot` (a manifest's) limits the append-only tables to what the manifest saw. Other tables are compared whole:
    an updated row no longer has the version that the manifest saw.
    """
    facts, asked = [], hashlib.sha256()
    for table, column in tenant_columns(connection).items():
        statement = query(table, column, snapshot if table in APPEND_ONLY else None)
        asked.update(statement.as_string(connection).encode())
        answer = sorted((str(tenant), rows, digest) for tenant, rows, digest in connection.execute(statement))
        facts += [TableFacts(table=table, tenant=tenant, rows=rows, digest=digest) for tenant, rows, digest in answer]
    return facts, asked.hexdigest()
