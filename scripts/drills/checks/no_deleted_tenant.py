"""No tenant whose data were deleted is back: tombstones were replayed, and every table yields zero rows of theirs."""

from psycopg import sql

from scripts.drills import tombstones
from scripts.drills.check import Check, failed, passed
from scripts.drills.digests import tenant_columns
from scripts.drills.layout import SCHEMA
from scripts.drills.verification import Verification


def no_deleted_tenant(v: Verification) -> Check:
    graves = tombstones.read(v.drill)
    with v.connect() as connection:
        connection.execute("set row_security = off")
        graves = sorted({*graves, *tombstones.of_database(connection)})
        replayed = tombstones.replay(connection, graves)
        connection.commit()
        tables = {table: column for table, column in tenant_columns(connection).items() if column}
        left = {}
        for table, column in tables.items():
            one = connection.execute(
                sql.SQL("select count(*) from {} where {}::text = any(%s)").format(
                    sql.Identifier(SCHEMA, table), sql.Identifier(column)
                ),
                (graves,),
            ).fetchone()
            assert one
            if one[0]:
                left[table] = one[0]
    facts = {"expected": 0, "actual": {"replayed": replayed, "left": sum(left.values()), "tombstones": len(graves)}}
    if left:
        return failed(f"Rows of deleted tenants are in {', '.join(left)}.", population=len(tables), **facts)
    return passed(
        f"None of {len(graves)} deleted tenants has a row in {len(tables)} tables.", population=len(tables), **facts
    )
