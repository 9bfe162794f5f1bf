"""As many rows for every tenant in every table as the manifest says."""

from scripts.drills.check import Check, failed, passed
from scripts.drills.verification import Verification, in_use

SHOWN = 20


def counts(v: Verification) -> Check:
    still, there = v.still
    expected = {key: fact.rows for key, fact in still.items()}
    actual = {key: fact.rows for key, fact in there.items()}
    total, query = sum(expected.values()), v.seen.query
    wrong = sorted(key for key in expected.keys() | actual.keys() if expected.get(key, 0) != actual.get(key, 0))
    if not wrong:
        return passed(
            f"{total} rows in {len(expected)} tables by tenant, as in the manifest{in_use(v)}.",
            population=total, expected=total, actual=sum(actual.values()), query=query,
        )  # fmt: skip
    return failed(
        f"{len(wrong)} tables by tenant have another number of rows, first {' of tenant '.join(wrong[0])}.",
        population=total,
        expected={"/".join(key): expected.get(key, 0) for key in wrong[:SHOWN]},
        actual={"/".join(key): actual.get(key, 0) for key in wrong[:SHOWN]},
        query=query,
    )
