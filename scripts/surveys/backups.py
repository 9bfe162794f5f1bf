"""Whether backups are kept as long as promised, and no longer than they may be (BAK-5, BAK-6)."""

from __future__ import annotations

from typing import Any

from scripts.drills.signing import canonical, sha256
from scripts.errors import UserError
from scripts.session import Session
from scripts.tenants import retention

LEAST = 183  # days: six months
MOST = 400  # days: longer serves neither recovery nor a law; what a law requires is in the archive


def retention_of(session: Session) -> dict[str, Any]:
    """Days by backup, asked of Azure. UserError where the promise is broken, either way."""
    found = {name: kept.days for name, kept in sorted(retention.backups(session).items())}
    if max(found.values()) < LEAST:
        raise UserError(f"The longest backup is kept {max(found.values())} days; promised are {LEAST}.")
    if too_long := [name for name, days in found.items() if days > MOST]:
        raise UserError(f"Backup {too_long[0]} is kept {found[too_long[0]]} days; allowed are {MOST}.")
    return {"backups": len(found), "shortest": min(found.values()), "longest": max(found.values()),
            "digest": sha256(canonical(found))}  # fmt: skip
