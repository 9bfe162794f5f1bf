"""The same rows for every tenant in every table as the manifest's digests say: counts can't tell swapped rows apart."""

from scripts.drills.check import Check, failed, passed
from scripts.drills.verification import Verification, in_use

SHOWN = 20


def digests(v: Verification) -> Check:
    still, there = v.still
    expected = {key: fact.digest for key, fact in still.items()}
    actual = {key: fact.digest for key, fact in there.items()}
    query = v.seen.query
    wrong = sorted(key for key in expected.keys() | actual.keys() if expected.get(key) != actual.get(key))
    rows = sum(fact.rows for fact in still.values())
    if not wrong:
        told = f"Digests of {len(expected)} tables by tenant are equal{in_use(v)}."
        return passed(told, population=rows, query=query)
    return failed(
        f"{len(wrong)} of {len(expected)} tables by tenant hold other rows, first {' of tenant '.join(wrong[0])}.",
        population=rows,
        expected={"/".join(key): expected.get(key) for key in wrong[:SHOWN]},
        actual={"/".join(key): actual.get(key) for key in wrong[:SHOWN]},
        query=query,
    )
