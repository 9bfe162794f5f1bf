"""Changes that a drill makes to the estate's own resources for a while: announced in the journal, and taken back.

Only kinds that are listed here can be made, because only they can be taken back by another process after a crash.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from scripts.drills import edge

if TYPE_CHECKING:
    from scripts.drills.drill import Drill

UNDO: dict[str, Callable[[Drill, dict[str, Any]], None]] = {"origin": edge.restore_origin}


def announce(drill: Drill, kind: str, what: str, **facts: Any) -> None:
    """Write down what is about to change and how it was; call it before the change."""
    if kind not in UNDO:
        raise KeyError(f"{kind} can't be taken back")
    drill.journal.write("change", type=kind, what=what, **facts)


def undo(drill: Drill, entry: dict[str, Any]) -> None:
    """As it was before. May be called again and again."""
    UNDO[entry["type"]](drill, entry)
    drill.journal.write("changed-back", change=entry["hash"])


def undone(drill: Drill) -> list[dict[str, Any]]:
    """Changes that were announced and not yet taken back, the youngest first."""
    back = {entry["change"] for entry in drill.journal.of("changed-back")}
    return [entry for entry in reversed(drill.journal.of("change")) if entry["hash"] not in back]
