"""Deletes a tenant from the active systems, and proves it: tombstone first, then rows, key and blobs, then a look.

The tombstone comes first: a backup restored in the middle must know already. Run again, it goes on.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from scripts.drills import tombstones
from scripts.errors import UserError
from scripts.session import Session
from scripts.tenants import census, holds
from scripts.tenants.retention import longest_backup

REASONS = ("contract-ended", "controller-instruction", "rehearsal")
DEADLINE = timedelta(days=90)  # after the contract's end (DEL-1)


def check_mark(session: Session, tenant: str, name: str) -> str:
    """The id alone doesn't entitle to delete: the person must know the tenant's name, and no law may hold its data."""
    tenant = census.check_id(tenant)
    with session.database() as connection:
        actual = census.name(connection, tenant)
    if actual != name:
        raise UserError(f"Tenant {tenant} isn't named {name!r}, so it is left alone.")
    if hold := holds.of(session, tenant):
        raise UserError(f"Tenant {tenant} is under legal hold {hold['hold']} until {hold['until']}; lift it first.")
    return f"{tenant} is {name}, and nothing holds it."


def delete(session: Session, tenant: str, reason: str) -> dict[str, Any]:
    """Counts of what was deleted. UserError where a hold forbids it."""
    tenant = census.check_id(tenant)
    if reason not in REASONS:
        raise UserError(f"Reason {reason!r} is not known; allowed are {', '.join(REASONS)}.")
    if hold := holds.of(session, tenant):
        raise UserError(f"Tenant {tenant} is under legal hold {hold['hold']}; lift it first.")
    tombstones.bury(session.drill, tenant, reason)
    with session.database() as connection:
        connection.execute(
            "insert into tombstones (tenant, reason) values (%s, %s) on conflict do nothing", (tenant, reason)
        )
        gone = tombstones.replay(connection, [tenant])
    names = census.blobs(session, tenant)
    for blob in names:
        session.content.delete_blob(blob)
    return {"tenant": tenant, "rows": gone, "blobs": len(names)}


def absence(session: Session, tenant: str) -> dict[str, Any]:
    """Proof by query that nothing is left, and when the last backup with it ages out. UserError if something is."""
    found = census.take(session, tenant)
    if found["rows"] or found["blobs"]:
        raise UserError(f"{found['rows']} rows and {found['blobs']} blobs of tenant {found['tenant']} are left.")
    if not (found["tombstone"] and found["tombstone_in_database"]):
        raise UserError(f"Tenant {found['tenant']} has no tombstone, so a restore would bring it back.")
    kept = longest_backup(session)
    return found | {
        "backups_kept_days": kept.days,
        "backups_age_out": (datetime.now(UTC) + kept).date().isoformat(),
    }
