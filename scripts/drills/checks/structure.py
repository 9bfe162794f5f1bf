"""Tables, columns, constraints, indexes, functions, triggers, views, extensions and collation are the manifest's."""

from scripts.drills.check import Check, failed, passed
from scripts.drills.verification import Verification


def structure(v: Verification) -> Check:
    seen, manifest = v.seen, v.manifest.seen
    kinds = [kind for kind, digest in manifest.structure.items() if seen.structure.get(kind) != digest]
    missing = {name: version for name, version in manifest.extensions.items() if seen.extensions.get(name) != version}
    if seen.relations != manifest.relations:
        kinds.append("number of relations")
    if seen.collation != manifest.collation:
        kinds.append(f"collation ({manifest.collation} became {seen.collation})")
    if missing:
        kinds.append(f"extensions ({', '.join(sorted(missing))})")
    facts = {"expected": manifest.structure, "actual": seen.structure}
    if kinds:
        return failed(f"Not as in the manifest: {', '.join(kinds)}.", population=manifest.relations, **facts)
    return passed(
        f"{seen.relations} relations and what belongs to them are the same.", population=seen.relations, **facts
    )
