"""Sequences stand at least where they stood, and beyond the largest value in use: the next insert must not collide."""

from psycopg import sql

from scripts.drills.check import Check, failed, passed
from scripts.drills.layout import SCHEMA
from scripts.drills.verification import Verification

OWNERS = """
    select s.relname, t.relname, a.attname
    from pg_class s
    join pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    join pg_class t on t.oid = d.refobjid
    join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where s.relkind = 'S' and s.relnamespace = %s::regnamespace"""

LARGEST = sql.SQL("select coalesce(max({}), 0) from {}")


def sequences(v: Verification) -> Check:
    expected, actual = v.manifest.seen.sequences, v.seen.sequences
    facts = {"expected": expected, "actual": actual}
    if behind := sorted(name for name, last in expected.items() if v.holds_manifest and actual.get(name, -1) < last):
        return failed(
            f"Sequences stand before the manifest's value: {', '.join(behind)}.", population=len(expected), **facts
        )
    with v.connect() as connection:
        for sequence, table, column in connection.execute(OWNERS, (SCHEMA,)).fetchall():
            largest = connection.execute(
                LARGEST.format(sql.Identifier(column), sql.Identifier(SCHEMA, table))
            ).fetchone()
            if largest and largest[0] > actual.get(sequence, 0):
                return failed(
                    f"Sequence {sequence} stands at {actual.get(sequence)}, {table}.{column} already at {largest[0]}.",
                    population=len(expected),
                    **facts,
                )
    if not expected and not actual:
        return Check(status="pass", sentence="The database has no sequences, as in the manifest.")
    return passed(f"{len(actual)} sequences stand beyond what is in use.", population=len(actual), **facts)
