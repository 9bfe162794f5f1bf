"""Row security is on, forced, with the manifest's policies and grants: tenants stay closed to each other."""

from scripts.drills.check import Check, failed, passed
from scripts.drills.digests import tenant_columns
from scripts.drills.verification import Verification


def row_security(v: Verification) -> Check:
    seen, manifest = v.seen, v.manifest.seen
    with v.connect() as connection:
        owned = [table for table, tenant in tenant_columns(connection).items() if tenant]
    off = [
        table
        for table in owned
        if not (facts := seen.row_security.get(table, {})).get("enabled")
        or not facts.get("forced")
        or not facts["policies"]
    ]
    if off:
        return failed(
            f"Rows of tenants are not separated in {', '.join(off)}.", population=len(owned), actual=seen.row_security
        )
    for what, expected, actual in (
        ("policies", manifest.row_security, seen.row_security),
        ("grants", manifest.grants, seen.grants),
    ):
        if changed := sorted(
            name for name in expected.keys() | actual.keys() if expected.get(name) != actual.get(name)
        ):
            return failed(
                f"The {what} of {', '.join(changed)} are not the manifest's.",
                population=len(owned), expected=expected, actual=actual,
            )  # fmt: skip
    return passed(
        f"Row security is on and forced in {len(owned)} tables, with the same policies and grants.",
        population=len(owned),
    )
