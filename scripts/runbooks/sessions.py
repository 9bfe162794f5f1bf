"""Opens runs: new ones and those that stopped; keeps out what may not be."""

from __future__ import annotations

import json
import signal
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from azure.core.exceptions import AzureError
from rich.console import Console

from scripts.azure import Azure
from scripts.drills.drill import DAMAGE_ALLOWED
from scripts.drills.exit_codes import sentence
from scripts.drills.journal import FILE, Journal, read
from scripts.errors import UserError
from scripts.estate import Estate, load, parse
from scripts.runbooks import parser, people, runs
from scripts.runbooks.book import Block, Effect, Runbook
from scripts.runbooks.course import Ask
from scripts.runbooks.runner import Runner

INTERRUPTED = 130


@contextmanager
def started(
    book: Runbook, stack: str, given: dict[str, str], console: Console, ask: Ask, *, rehearsal: bool
) -> Generator[Runner]:
    estate = load(stack)
    if rehearsal and estate.environment not in DAMAGE_ALLOWED:
        allowed = ", ".join(sorted(DAMAGE_ALLOWED))
        raise UserError(f"Stack {stack} is environment {estate.environment}; rehearsals are allowed in {allowed} only.")
    if open_ones := list(runs.unfinished(book.name)):
        raise UserError(
            f"Run {open_ones[-1]} of {book.name} is not at its end; resume or abandon it first "
            f"(`cordon runbook resume {open_ones[-1]}`)."
        )
    name, folder = runs.begin()
    with runs.alone(folder) as hold, _told(name):
        console.print(f"run {name}", highlight=False)
        azure = Azure(estate.subscription)
        yield Runner(book, name, Journal(folder), estate, azure, ask, console, hold, rehearsal, given)


@contextmanager
def resumed(run: str, console: Console, ask: Ask) -> Generator[Runner]:
    folder = runs.folder_of(run)
    with runs.alone(folder) as hold, _told(run):
        journal = Journal(folder)
        begun, book = _begun(journal.entries, run)
        if journal.ended():
            raise UserError(f"Run {run} ended as {journal.of('end')[-1]['state']}; there is nothing to go on with.")
        estate = _estate(run)
        azure = Azure(estate.subscription)
        yield Runner(book, run, journal, estate, azure, ask, console, hold, begun["mode"] == "rehearse")


def approve(run: str, block: str | None, ask: Ask) -> str:
    """The second person's part: sees what will be destroyed, agrees, signs."""
    entries, _ = read(runs.folder_of(run) / FILE)
    _, book = _begun(entries, run)
    values = {entry["name"]: entry["value"] for entry in entries if entry["kind"] == "input"}
    chosen = _waiting(book, entries, block)
    estate = _estate(run)
    shown = " ".join(f"{name}={value}" for name, value in values.items())
    if not ask.agree(f"{book.front.title}, block {chosen.id} ({shown}):\n{chosen.text}\n{chosen.confirm} Agree?"):
        raise UserError(f"Block {chosen.id} of run {run} was not approved.")
    try:
        person = people.approve(Azure(estate.subscription), estate, run, book, chosen, values)
    except AzureError as error:
        raise UserError(f"The approval could not be signed: {sentence(error)}") from None
    return f"{person} approved block {chosen.id} of run {run}."


def _begun(entries: list[dict[str, Any]], run: str) -> tuple[dict[str, Any], Runbook]:
    begun = next((entry for entry in entries if entry["kind"] == "begin"), None)
    if not begun:
        raise UserError(f"Run {run} died before it began; start a new one.")
    book = parser.load(begun["runbook"])
    if book.sha256 != begun["sha256"]:
        raise UserError(f"Runbook {book.name} has changed since run {run} began; abandon the run and start a new one.")
    return begun, book


def _waiting(book: Runbook, entries: list[dict[str, Any]], block: str | None) -> Block:
    done = {entry["block"] for entry in entries if entry["kind"] == "done"}
    waiting = [one for one in book.blocks if one.effect is Effect.DESTROY and one.id not in done]
    chosen = [one for one in waiting if block in (None, one.id)]
    if not chosen:
        allowed = ", ".join(one.id for one in waiting) or "none"
        raise UserError(f"Block {block or ''} waits for nobody; those that do are {allowed}.")
    return chosen[0]


def _estate(run: str) -> Estate:
    path = runs.folder_of(run) / runs.ESTATE
    return parse(json.loads(path.read_text()), str(path))


@contextmanager
def _told(run: str) -> Generator[None]:
    """Interruptions and Azure's errors end in one sentence that says how to go on."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    except KeyboardInterrupt:
        raise UserError(f"Interrupted; `cordon runbook resume {run}` goes on.", exit_code=INTERRUPTED) from None
    except AzureError as error:
        raise UserError(f"{sentence(error)} `cordon runbook resume {run}` goes on.") from None


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
