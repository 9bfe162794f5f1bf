"""amcheck over every table and B-tree, heap against index and back, with the number looked at asserted.

`count(*)` and a dump both succeed over a broken index page; `pg_amcheck --all` skips databases that lack the extension
and says 0. So the functions are called here, one relation at a time, and every relation must have been reached.
"""

import psycopg

from scripts.drills.check import Check, failed, passed
from scripts.drills.verification import Verification

RELATIONS = """
    select c.oid, c.oid::regclass::text, c.relkind::text
    from pg_class c left join pg_index i on i.indexrelid = c.oid
    left join pg_am a on a.oid = c.relam
    where c.relpersistence <> 't' and (
      (c.relkind in ('r', 't', 'm') and a.amname = 'heap')
      or (c.relkind = 'i' and a.amname = 'btree' and i.indisvalid and i.indisready))
    order by c.oid"""

HEAP = "select blkno, offnum, msg from verify_heapam(%s::oid::regclass, check_toast => true)"
BTREE = "select bt_index_parent_check(%s::oid::regclass, heapallindexed => true, rootdescend => true)"


def integrity(v: Verification) -> Check:
    looked_at = 0
    with v.connect() as connection:
        connection.autocommit = True
        connection.execute("create extension if not exists amcheck")
        relations = connection.execute(RELATIONS).fetchall()
        for oid, name, kind in relations:
            try:
                broken = connection.execute(BTREE if kind == "i" else HEAP, (oid,)).fetchall()
            except (psycopg.errors.DataCorrupted, psycopg.errors.IndexCorrupted) as error:
                return failed(f"{name} is broken: {error.diag.message_primary}", population=looked_at + 1)
            if kind != "i" and broken:
                block, line, _ = broken[0]  # the message may quote a row
                return failed(
                    f"{name} is broken in {len(broken)} places, first block {block} line {line}.",
                    population=looked_at + 1,
                )
            looked_at += 1
    ours = v.seen.relations
    if looked_at != len(relations) or looked_at <= ours:
        return Check(
            status="not run", sentence=f"Only {looked_at} relations were looked at; {ours} are the application's alone."
        )
    return passed(
        f"{looked_at} tables and indexes are sound, heap against index and back.",
        population=looked_at, expected=len(relations), actual=looked_at,
    )  # fmt: skip
