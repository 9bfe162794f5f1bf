"""No person whose data were deleted is back: tombstones were replayed, and no table has a row of theirs."""

from scripts.drills.check import Check, failed, passed
from scripts.drills.verification import Verification
from scripts.session import Session
from scripts.tenants import subjects


def no_deleted_person(v: Verification) -> Check:
    people = subjects.buried(Session(v.drill.estate, v.drill.azure))
    with v.connect() as connection:
        connection.execute("set row_security = off")
        replayed = subjects.replay(connection, people)
        connection.commit()
        left = dict.fromkeys(subjects.OWNED, 0)
        for tenant, user in people:
            for table, count in subjects.rows(connection, tenant, user).items():
                left[table] = left.get(table, 0) + count
    facts = {"expected": 0, "actual": {"replayed": replayed, "left": sum(left.values()), "tombstones": len(people)}}
    if found := [table for table, count in left.items() if count]:
        return failed(f"Rows of deleted people are in {', '.join(found)}.", population=len(left), **facts)
    return passed(f"None of {len(people)} deleted people has a row in {len(left)} tables.",
                  population=len(left), **facts)  # fmt: skip
