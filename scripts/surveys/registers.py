"""The registers of `controls/registers`, for commands and reviews: read, or refused in one sentence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from controls import register
from controls.register import Register, RegisterError
from scripts.drills.signing import sha256
from scripts.errors import UserError


def load(name: str) -> Register:
    try:
        return register.load(name)
    except RegisterError as error:
        raise UserError(str(error)) from None


def load_all() -> list[Register]:
    try:
        return register.load_all()
    except RegisterError as error:
        raise UserError(str(error)) from None


def look(name: str, today: date | None = None) -> dict[str, Any]:
    """How many entries a register has, and how much of it is out of date; `digest`: SHA-256 of its file."""
    held = load(name)
    return {
        "register": name,
        "entries": len(held.entries),
        "overdue": len(held.problems(today or datetime.now(UTC).date())),
        "digest": sha256((register.FOLDER / f"{name}.yaml").read_bytes()),
    }
