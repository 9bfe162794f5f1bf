"""The sealed export, read back, holds the tenant's rows by count and digest of the manifest, and every file intact."""

from scripts.drills.check import Check, failed, passed
from scripts.drills.tenant_copy import TenantCopy


def export_is_whole(v: TenantCopy) -> Check:
    in_use = {table for table, tenant in v.moving if tenant == v.tenant}
    lines = v.manifest.seen.lines().items()
    expected = {table: fact for (table, tenant), fact in lines if tenant == v.tenant and table not in in_use}
    actual = {table: fact for table, fact in v.exported.tables.items() if table not in in_use}
    wrong = sorted(name for name in expected.keys() | actual.keys() if expected.get(name) != actual.get(name))
    blobs = v.manifest.seen.blobs.get(v.tenant)
    if wrong:
        return failed(f"The export of {v.tenant} has other rows than the manifest in {', '.join(wrong)}.")
    if v.exported.wrong or v.exported.files != (blobs.blobs if blobs else 0):
        return failed(
            f"The export has {v.exported.files} files, {v.exported.wrong} of them not as their row says.",
            population=v.exported.files, expected=blobs.blobs if blobs else 0,
        )  # fmt: skip
    return passed(
        f"{v.exported.rows} rows and {v.exported.files} files of one tenant, read back, as in the manifest.",
        population=v.exported.rows,
    )
