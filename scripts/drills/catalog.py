"""What PostgreSQL's catalogue says of a database: structure, row security, grants, sequences, extensions, relations."""

import hashlib
from typing import Any

import psycopg
import rfc8785

from scripts.drills.layout import SCHEMA

PINS = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "search_path": "",  # names in definitions come out qualified
    "row_security": "off",  # a role that row security would filter gets an error instead of fewer rows
}
"""Text forms, and with them digests and definitions, depend on these."""

# Objects that an extension brings (amcheck's functions, say) are not ours and differ between platforms.
OWN = (
    "not exists (select from pg_depend e where e.objid = {oid} and e.classid = {catalog}::regclass and e.deptype = 'e')"
)

STRUCTURE = {
    "columns": """
        select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
               coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attidentity::text, a.attgenerated::text
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
          and a.attnum > 0 and not a.attisdropped and {own_class}""",
    "constraints": """
        select c.relname, o.conname, pg_get_constraintdef(o.oid), o.convalidated
        from pg_constraint o join pg_class c on c.oid = o.conrelid
        where o.connamespace = %(schema)s::regnamespace""",
    "indexes": """
        select c.relname, pg_get_indexdef(i.indexrelid), i.indisvalid
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where c.relnamespace = %(schema)s::regnamespace""",
    "functions": """
        select p.oid::regprocedure::text, pg_get_functiondef(p.oid)
        from pg_proc p where p.pronamespace = %(schema)s::regnamespace and p.prokind in ('f', 'p') and {own_proc}""",
    "triggers": """
        select c.relname, pg_get_triggerdef(t.oid), t.tgenabled::text
        from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = %(schema)s::regnamespace and not t.tgisinternal""",
    "views": """
        select c.relname, pg_get_viewdef(c.oid)
        from pg_class c where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('v', 'm') and {own_class}""",
}
OWNED = {
    "own_class": OWN.format(oid="c.oid", catalog="'pg_class'"),
    "own_proc": OWN.format(oid="p.oid", catalog="'pg_proc'"),
}

ROW_SECURITY = """
    select c.relname, c.relrowsecurity, c.relforcerowsecurity,
           coalesce(array_agg(concat_ws(' | ', p.policyname, p.permissive, p.roles::text, p.cmd, p.qual, p.with_check)
                    order by p.policyname) filter (where p.policyname is not null), '{}')
    from pg_class c left join pg_policies p on p.schemaname = %(schema)s and p.tablename = c.relname
    where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('r', 'p')
    group by 1, 2, 3"""

GRANTS = """
    select c.relname, pg_get_userbyid(c.relowner), array(select unnest(c.relacl)::text order by 1)
    from pg_class c
    where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S') and {own_class}"""

SEQUENCES = "select sequencename, coalesce(last_value, 0) from pg_sequences where schemaname = %(schema)s"
EXTENSIONS = "select extname, extversion from pg_extension"
COLLATION = "select coalesce(datcollversion, ''), datcollate from pg_database where datname = current_database()"
RELATIONS = """
    select count(*) from pg_class c
    where c.relnamespace = %(schema)s::regnamespace and c.relkind in ('r', 'p', 'i', 'S', 'm') and {own_class}"""


def pin(connection: psycopg.Connection[Any]) -> None:
    """Fix the session's settings; call it at the start of every transaction whose text forms matter."""
    for name, value in PINS.items():
        connection.execute("select set_config(%s, %s, false)", (name, value))


def rows(connection: psycopg.Connection[Any], query: str) -> list[list[Any]]:
    """The query's rows in an order of our own: the server's sorting depends on its collation."""
    text = query.replace("{own_class}", OWNED["own_class"]).replace("{own_proc}", OWNED["own_proc"])
    found = connection.execute(text.encode(), {"schema": SCHEMA})
    return sorted([list(row) for row in found], key=repr)


def fingerprint(value: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def structure(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """One hash for each kind of object, so that a difference says where it is."""
    return {kind: fingerprint(rows(connection, query)) for kind, query in STRUCTURE.items()}


def row_security(connection: psycopg.Connection[Any]) -> dict[str, dict[str, Any]]:
    return {
        table: {"enabled": enabled, "forced": forced, "policies": len(policies), "hash": fingerprint(policies)}
        for table, enabled, forced, policies in rows(connection, ROW_SECURITY)
    }


def grants(connection: psycopg.Connection[Any]) -> dict[str, str]:
    return {table: fingerprint([owner, acl]) for table, owner, acl in rows(connection, GRANTS)}


def sequences(connection: psycopg.Connection[Any]) -> dict[str, int]:
    return {str(name): int(last) for name, last in rows(connection, SEQUENCES)}


def extensions(connection: psycopg.Connection[Any]) -> dict[str, str]:
    return {str(name): str(version) for name, version in rows(connection, EXTENSIONS)}


def collation(connection: psycopg.Connection[Any]) -> str:
    """Name and version: another version may sort otherwise, and an index built under the old one lies."""
    version, name = rows(connection, COLLATION)[0]
    return f"{name} {version}".strip()


def relations(connection: psycopg.Connection[Any]) -> int:
    return rows(connection, RELATIONS)[0][0]
