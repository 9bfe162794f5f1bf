"""What is due: reviews and rehearsals of runbooks, entries of registers, drills, exemptions. One list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from controls.evidence import DrillRun, RunbookRun
from controls.links import Links
from controls.proofs.drills import limit_of
from controls.proofs.runbooks import REHEARSED_WITHIN
from controls.register import RegisterError, load_all
from scripts.errors import UserError
from scripts.estate import CLONE
from scripts.runbooks import parser

EXEMPTIONS = CLONE / "policies" / "exemptions.yaml"


@dataclass(frozen=True)
class Due:
    """`kind`: runbook, register, drill, exemption; `name`: which; `sentence`: what is late, and since when."""

    kind: str
    name: str
    sentence: str


def in_repository(today: date, exemptions: Path = EXEMPTIONS) -> list[Due]:
    """What files say: reviews of runbooks, registers, exemptions. UserError if one can't be read."""
    return [*_reviews(today), *_registers(today), *_exemptions(today, exemptions)]


def in_environment(
    links: Links, runbooks: Iterable[RunbookRun], drills: Iterable[DrillRun], now: datetime
) -> list[Due]:
    """What only records can show: rehearsals and drills. One without a record is late."""
    return [*_rehearsals(links, runbooks, now), *_drills(links, drills, now)]


def _reviews(today: date) -> Iterator[Due]:
    for book in parser.load_all():
        if today > book.review_due:
            yield Due(
                "runbook", book.name, f"was last reviewed on {book.front.reviewed}; that was due on {book.review_due}"
            )


def _rehearsals(links: Links, runs: Iterable[RunbookRun], now: datetime) -> Iterator[Due]:
    newest = {run.runbook: run for run in sorted(runs, key=lambda run: run.ended) if run.passed and run.signed_by}
    for link in links.of("runbook"):
        run = newest.get(link.name)
        if run is None:
            yield Due("runbook", link.name, "has no signed record of a rehearsal")
        elif run.text_sha256 != link.facts["sha256"]:
            yield Due("runbook", link.name, f"was changed since its rehearsal of {run.ended:%Y-%m-%d}")
        elif late := _late(run.ended, REHEARSED_WITHIN, now):
            yield Due("runbook", link.name, f"was last rehearsed {late}")


def _drills(links: Links, runs: Iterable[DrillRun], now: datetime) -> Iterator[Due]:
    newest = {run.scenario: run for run in sorted(runs, key=lambda run: run.ended) if run.passed and run.signed_by}
    for link in links.of("drill"):
        run = newest.get(link.name)
        if run is None:
            yield Due("drill", link.name, "has no signed evidence that it passed")
        elif late := _late(run.ended, limit_of(link), now):
            yield Due("drill", link.name, f"last passed {late}")


def _late(at: datetime, limit: timedelta, now: datetime) -> str:
    return f"on {at:%Y-%m-%d}; the limit is {limit.days} days" if now - at > limit else ""


def _registers(today: date) -> Iterator[Due]:
    try:
        registers = load_all()
    except RegisterError as error:
        raise UserError(str(error)) from None
    for register in registers:
        for problem in register.problems(today):
            yield Due("register", register.name, problem.partition(": ")[2].rstrip("."))


def _exemptions(today: date, file: Path) -> Iterator[Due]:
    entries: list[dict[str, Any]] = (yaml.safe_load(file.read_text()) if file.exists() else None) or []
    for number, each in enumerate(entries, 1):
        expires = each.get("expires")
        if not isinstance(expires, date):
            raise UserError(f"{file.name}, entry {number} expires on {expires!r}; write the last day as YYYY-MM-DD.")
        if today > expires:
            yield Due(
                "exemption",
                str(each.get("rule")),
                f"of {each.get('resource')} ended on {expires}; its owner is {each.get('owner')}",
            )
