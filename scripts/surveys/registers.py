"""A register of `controls/registers`, for a review: how many entries, which are overdue."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import yaml

from scripts.drills.signing import sha256
from scripts.errors import UserError
from scripts.estate import CLONE

FOLDER = CLONE / "controls" / "registers"


def read(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.yaml"
    if not path.exists():
        allowed = ", ".join(sorted(one.stem for one in FOLDER.glob("*.yaml"))) or "none"
        raise UserError(f"Register {name!r} is not known; allowed are {allowed}.")
    return yaml.safe_load(path.read_text())


def digest(name: str) -> str:
    return sha256((FOLDER / f"{name}.yaml").read_bytes())


def overdue(name: str, today: date | None = None) -> list[str]:
    """Entries whose review is due, by their name, id or number."""
    register, now = read(name), today or datetime.now(UTC).date()
    limit = timedelta(days=register["review_in"])
    return [
        str(entry.get("name") or entry.get("id") or number)
        for number, entry in enumerate(register["entries"], start=1)
        if entry["reviewed"] + limit < now
    ]


def look(name: str) -> dict[str, Any]:
    register = read(name)
    if not register["entries"]:
        raise UserError(f"Register {name} has no entry.")
    return {
        "register": name,
        "entries": len(register["entries"]),
        "overdue": len(overdue(name)),
        "digest": digest(name),
    }
