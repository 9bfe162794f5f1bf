"""Every fault that a drill must find: what is done, at which moment, with which exit code and sentence it must end.

A fault is data and a little code. `make drill-faults` runs all of them; the tests run those that are `short`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.drills.exit_codes import Exit

ALL = "CORDON_FAULTS"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`says`: a regular expression that the sentences of the drill must hold."""

    name: str
    exit: Exit
    says: str
    short: bool = False


@dataclass(frozen=True, kw_only=True)
class CopyFault(Fault):
    """Damage to a restored database, as SQL; `{one}` and `{two}` are two tenants. `found_by`: the check that tells."""

    sql: str
    found_by: str


@dataclass(frozen=True, kw_only=True)
class EstateFault(Fault):
    """Damage to a running estate in the middle of a drill of `scenario`: when step `at` is in `state`.

    `harm` is given the stage (see `conftest.py`) and returns what mends it again.
    """

    scenario: str = "point-in-time"
    at: str
    state: str = "done"
    harm: Callable[[Any], Callable[[], object] | None]
    clean: bool = True  # whether the drill itself can clean up
    root: bool = False  # whether nobody else can do the harm


def chosen(faults: Sequence[Any]) -> list[Any]:
    return [fault for fault in faults if fault.short or os.environ.get(ALL)]
