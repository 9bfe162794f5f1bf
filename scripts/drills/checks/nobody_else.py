"""The side copy holds rows of the one tenant and of nobody else."""

from psycopg import sql

from scripts.drills.check import Check, failed, passed
from scripts.drills.digests import tenant_columns
from scripts.drills.layout import SCHEMA
from scripts.drills.tenant_copy import TenantCopy


def nobody_else(v: TenantCopy) -> Check:
    own, others = 0, {}
    with v.connect() as connection:
        connection.execute("set row_security = off")
        for table, column in tenant_columns(connection).items():
            if column:
                one = connection.execute(
                    sql.SQL("select count(*) filter (where {0}::text = %s), count(*) from {1}").format(
                        sql.Identifier(column), sql.Identifier(SCHEMA, table)
                    ),
                    (v.tenant,),
                ).fetchone()
                assert one
                own += one[0]
                if one[1] > one[0]:
                    others[table] = one[1] - one[0]
    if others:
        return failed(f"Rows of other tenants are in {', '.join(others)}.", population=own, actual=others)
    return passed(f"{own} rows, all of the one tenant.", population=own)
