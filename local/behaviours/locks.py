"""Management locks: which levels there are. What they hold is checked by `local/plane/locks.py` on every write."""

from __future__ import annotations

from local.plane.behaviour import ArmError, Behaviour, Call
from local.plane.locks import LEVELS, LOCKS


class Locks(Behaviour):
    type = LOCKS

    def validate(self, call: Call) -> None:
        level = call.properties.get("level")
        if str(level).lower() not in {one.lower() for one in LEVELS}:
            text = f"The lock level '{level}' is invalid; allowed are {' and '.join(LEVELS)}."
            raise ArmError(400, "LockLevelInvalid", text)
