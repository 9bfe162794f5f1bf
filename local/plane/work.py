"""What a worker does with an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.plane import actions, deletes, writes
from local.plane.operations import Operation

if TYPE_CHECKING:
    from local.plane.plane import Plane

PERFORM = {"put": writes.finish, "delete": deletes.finish, "action": actions.finish}


def perform(plane: Plane, operation: Operation) -> None:
    PERFORM[operation.kind](plane, operation)
