"""What a check of a restored copy is, and how its result is told."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from scripts.drills.exit_codes import Exit, classify, sentence

Status = Literal["pass", "fail", "not run"]


class Check(BaseModel):
    """What one check found. `population`: how many things were looked at; a check of none proves nothing."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    status: Status
    sentence: str
    expected: Any = None
    actual: Any = None
    population: int = 0
    query: str | None = None  # SHA-256 of the statement asked
    seconds: float = 0.0

    @property
    def exit(self) -> Exit:
        return {"pass": Exit.PASS, "fail": Exit.BAD, "not run": Exit.COULD_NOT_VERIFY}[self.status]


def passed(sentence: str, *, population: int, **facts: Any) -> Check:
    """Without a population nothing was checked: the check has not run, whatever it says."""
    if population < 1:
        return Check(status="not run", sentence=f"There was nothing to check: {sentence}", **facts)
    return Check(status="pass", sentence=sentence, population=population, **facts)


def failed(sentence: str, **facts: Any) -> Check:
    return Check(status="fail", sentence=sentence, **facts)


def run(check: Callable[..., Check], subject: Any) -> Check:
    """The check's result, with its name and time; broken data fails it, any other error means that it has not run."""
    started = time.monotonic()
    try:
        result = check(subject)
    except Exception as error:
        status: Status = "fail" if classify(error) is Exit.BAD else "not run"
        result = Check(status=status, sentence=sentence(error))
    return result.model_copy(update={"name": name_of(check), "seconds": round(time.monotonic() - started, 3)})


def name_of(check: Callable[..., Check]) -> str:
    return getattr(check, "__name__", "")
