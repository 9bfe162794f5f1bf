"""`cordon case`: open, add to, look at and close case files; see which clocks run out."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from scripts.errors import UserError
from scripts.session import AsJson, DryRun, Stack, opened, tell

app = typer.Typer(help="Case files: incidents, requests, reviews, and their clocks.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="The case's id.")]
Event = Annotated[str, typer.Argument(help="The entry's name.")]
Fields = Annotated[list[str] | None, typer.Option("--set", help="FIELD=VALUE; repeat for several.")]
Run = Annotated[str, typer.Option("--run", envvar="CORDON_RUN", help="The same run opens the same case.")]
OVERDUE = 2


@app.command("open")
def open_case(kind: Annotated[str, typer.Argument()], run: Run, fields: Fields = None, stack: Stack = "local") -> None:
    """Open a case and print its id."""
    from scripts.cases import kind as kinds

    with opened(stack) as session:
        print(kinds.open_case(session, kind, run, pairs(fields)).id)


@app.command()
def add(case: Id, event: Event, fields: Fields = None, stack: Stack = "local", dry_run: DryRun = False) -> None:
    """Add an entry."""
    from scripts.cases import case as cases
    from scripts.cases import kind as kinds

    with opened(stack) as session:
        found = cases.load(session, case)
        if dry_run:
            tell({"case": case, "event": event} | pairs(fields), False)
            return
        kinds.add(found, event, pairs(fields))
        print(f"{case}: {event}")


@app.command()
def has(case: Id, event: Event, fields: Fields = None, stack: Stack = "local") -> None:
    """End with 0 only if the case has such an entry that counts, with these fields."""
    from scripts.cases import case as cases

    with opened(stack) as session:
        facts = cases.load(session, case).need(event)["facts"]
    for name, value in pairs(fields).items():
        if str(facts.get(name)) != value:
            raise UserError(f"Case {case}, entry {event}: {name} is {facts.get(name)!r}, not {value!r}.")
    print(f"{case}: {event} is there")


@app.command("take-back")
def take_back(case: Id, event: Event, stack: Stack = "local") -> None:
    """Say that the newest entry of this name does not count; it stays to be seen."""
    from scripts.cases import case as cases

    with opened(stack) as session:
        cases.load(session, case).take_back(event)
        print(f"{case}: {event} taken back")


@app.command()
def show(case: Id, stack: Stack = "local", as_json: AsJson = False) -> None:
    """The entries and the clocks."""
    from scripts.cases import case as cases
    from scripts.cases import kind as kinds

    with opened(stack) as session:
        found = cases.load(session, case)
        facts = {
            "case": found.id,
            "entries": [{"event": entry["event"], "at": entry["at"]} for entry in found.entries],
            "clocks": [clock.facts() for clock in kinds.clocks(found)],
            "closed": found.is_closed,
        }
    tell(facts, as_json, lambda all: json.dumps(all, indent=1))


@app.command()
def clock(case: Id, stack: Stack = "local") -> None:
    """Prove that a clock was met: end with 0 only if every one of the case was stopped in time."""
    from scripts.cases import case as cases
    from scripts.cases import kind as kinds

    with opened(stack) as session:
        running = kinds.clocks(cases.load(session, case))
    for one in running:
        if one.met() is not True:
            raise UserError(f"Case {case}: the clock {one.name!r} ends {one.ends:%Y-%m-%d %H:%M}Z and isn't met.")
    if not running:
        raise UserError(f"Case {case} has no clock.")
    print("\n".join(f"{one.name}: met, {one.ends - (one.stopped or one.ends)} before its end" for one in running))


@app.command()
def due(stack: Stack = "local", kind: Annotated[str | None, typer.Option()] = None, as_json: AsJson = False) -> None:
    """Every clock that runs in an open case, soonest first. Ends with 2 if one is over or a reminder is due."""
    from scripts.cases import reminders

    with opened(stack) as session:
        found = reminders.running(session, kind)
    tell({"running": found}, as_json, lambda all: "\n".join(reminders.line(one) for one in all["running"]) or "none")
    if any(one["met"] is False or one["reminders_due"] for one in found):
        raise typer.Exit(OVERDUE)


@app.command()
def close(case: Id, stack: Stack = "local") -> None:
    """Close a case that has all it needs."""
    from scripts.cases import case as cases
    from scripts.cases import kind as kinds

    with opened(stack) as session:
        kinds.close(cases.load(session, case))
        print(f"{case}: closed")


def pairs(fields: list[str] | None) -> dict[str, str]:
    found = dict[str, str]()
    for one in fields or []:
        name, equals, value = one.partition("=")
        if not equals:
            raise UserError(f"--set {one!r} is not allowed; allowed is FIELD=VALUE.")
        found[name] = value
    return found
