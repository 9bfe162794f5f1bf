"""Every reference leads to a row, and never to another tenant's: constraints aren't checked again by a restore."""

from psycopg import sql

from scripts.drills.check import Check, failed, passed
from scripts.drills.digests import tenant_columns
from scripts.drills.layout import SCHEMA
from scripts.drills.verification import Verification

KEYS = """
    select o.conname, c.relname, f.relname,
      array(select a.attname::text from unnest(o.conkey) with ordinality k(n, i)
            join pg_attribute a on a.attrelid = c.oid and a.attnum = k.n order by k.i),
      array(select a.attname::text from unnest(o.confkey) with ordinality k(n, i)
            join pg_attribute a on a.attrelid = f.oid and a.attnum = k.n order by k.i)
    from pg_constraint o join pg_class c on c.oid = o.conrelid join pg_class f on f.oid = o.confrelid
    where o.contype = 'f' and o.connamespace = %s::regnamespace order by 1"""


def foreign_keys(v: Verification) -> Check:
    checked = 0
    with v.connect() as connection:
        connection.execute("set row_security = off")  # an error rather than rows left out
        connection.execute("set enable_indexscan = off")  # the heap is asked: an index may be what is wrong
        connection.execute("set enable_indexonlyscan = off")
        connection.execute("set enable_bitmapscan = off")
        owners = tenant_columns(connection)
        keys = connection.execute(KEYS, (SCHEMA,)).fetchall()
        for name, child, parent, columns, targets in keys:
            match = [
                sql.SQL("p.{} = c.{}").format(sql.Identifier(t), sql.Identifier(c))
                for c, t in zip(columns, targets, strict=True)
            ]
            if (of_child := owners.get(child)) and (of_parent := owners.get(parent)):
                match.append(sql.SQL("p.{} = c.{}").format(sql.Identifier(of_parent), sql.Identifier(of_child)))
            filled = [sql.SQL("c.{} is not null").format(sql.Identifier(column)) for column in columns]
            one = connection.execute(
                sql.SQL(
                    "select count(*), count(*) filter (where p.tableoid is null) "
                    "from {child} c left join {parent} p on {match} where {filled}"
                ).format(
                    child=sql.Identifier(SCHEMA, child),
                    parent=sql.Identifier(SCHEMA, parent),
                    match=sql.SQL(" and ").join(match),
                    filled=sql.SQL(" and ").join(filled),
                )
            ).fetchone()
            assert one
            checked += one[0]
            if one[1]:
                return failed(
                    f"{one[1]} rows of {child} refer by {name} to no row of {parent} of their own tenant.",
                    population=one[0], expected=0, actual=one[1],
                )  # fmt: skip
    return passed(
        f"{checked} references of {len(keys)} foreign keys lead to rows of the same tenant.", population=checked
    )
