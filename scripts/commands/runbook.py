"""`cordon runbook`: look at runbooks, rehearse them, run them, go on after a death, check what they left."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from scripts.errors import UserError

app = typer.Typer(help="Runbooks: plan, rehearse, run; each run leaves a signed record.", no_args_is_help=True)

Stack = Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack whose environment is meant.")]
Name = Annotated[str, typer.Argument(help="The runbook's name: its file's, without .md.")]
Values = Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE of an input; repeat for several.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


@app.command("list")
def list_runbooks(as_json: AsJson = False) -> None:
    """All runbooks: owner, when reviewed, when last rehearsed here by a record that verifies."""
    from scripts.runbooks import library

    lines = library.overview()
    if as_json:
        print(json.dumps(lines, indent=1))
        return
    for one in lines:
        rehearsed = one["rehearsed"] or "never"
        print(f"{one['name']:<28} {one['blocks']:>2} blocks  rehearsed {rehearsed:<20} review due {one['review_due']}")


@app.command()
def plan(name: Name, as_json: AsJson = False) -> None:
    """Say what would happen, block by block, and touch nothing."""
    from scripts.runbooks import library, parser

    book = parser.load(name)
    if as_json:
        print(json.dumps(library.plan(book), indent=1))
        return
    print(library.plan_text(book))


@app.command()
def rehearse(
    name: Name,
    stack: Stack = "local",
    values: Values = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run it against the local environment, on things made for the purpose; each rollback is tried as well."""
    _start(name, stack, values, dry_run, as_json, rehearsal=True)


@app.command()
def run(
    name: Name,
    stack: Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack whose environment is meant.")],
    values: Values = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run it in earnest. Each change asks; what destroys needs a second person (`cordon runbook approve`).

    Ends with 0 done, 1 failed or refused, 75 waiting for a person.
    """
    _start(name, stack, values, dry_run, as_json, rehearsal=False)


@app.command()
def resume(run: Annotated[str, typer.Argument(help="The run's id.")], as_json: AsJson = False) -> None:
    """Go on with a run that died or waits, at the block where it stopped."""
    from scripts.runbooks import sessions

    with sessions.resumed(run, _console(), _ask()) as runner:
        _end(runner.go(), as_json)


@app.command()
def abandon(run: Annotated[str, typer.Argument(help="The run's id.")], as_json: AsJson = False) -> None:
    """End a run that shall not go on. Its record says so."""
    from scripts.runbooks import sessions

    with sessions.resumed(run, _console(), _ask()) as runner:
        _end(runner.close("abandoned", "Somebody ended the run before its end."), as_json)


@app.command()
def approve(
    run: Annotated[str, typer.Argument(help="The run's id.")],
    block: Annotated[str | None, typer.Option(help="The block. Default: the one that waits.")] = None,
) -> None:
    """As the second person, agree to what a run is about to destroy."""
    from scripts.runbooks import sessions

    print(sessions.approve(run, block, _ask()))


@app.command()
def verify(
    record: Annotated[str, typer.Argument(help="A run's id, or a folder with its record.")],
    key: Annotated[str | None, typer.Option(help="Thumbprint (RFC 7638) of the key that must have signed.")] = None,
) -> None:
    """Check a record offline: canonical form, signature, journal, no secrets."""
    from scripts.runbooks import record as records
    from scripts.runbooks import runs

    folder = runs.folder_of(record)
    try:
        print(records.check(folder, key))
    except (OSError, ValueError) as error:
        raise UserError(f"{folder} is not proven: {str(error).splitlines()[0].rstrip('.')}.") from None


@app.command("rehearse-all")
def rehearse_all(
    names: Annotated[list[str] | None, typer.Argument(help="Only these. Default: all.")] = None,
    stack: Stack = "local",
    kills: Annotated[bool, typer.Option(help="Kill each run with SIGKILL at every block, and resume it.")] = True,
    at_once: Annotated[int, typer.Option(min=1, max=8, help="How many at the same time.")] = 2,
    seed: Annotated[int, typer.Option(help="Draws how long after a block's beginning it is killed.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Rehearse every runbook, kill each at every block, resume it, check its record and look for secrets."""
    from scripts.runbooks import rehearsal

    summary = rehearsal.rehearse_all(names or [], stack, kills=kills, at_once=at_once, seed=seed, tell=_console())
    print(json.dumps(summary.facts(), indent=1) if as_json else summary.table())
    raise typer.Exit(0 if summary.ok else 1)


def _start(name: str, stack: str, values: list[str] | None, dry_run: bool, as_json: bool, *, rehearsal: bool) -> None:
    from scripts.runbooks import inputs, library, parser, sessions

    book = parser.load(name)
    given = inputs.given(book, values or [])
    if dry_run:
        print(json.dumps(library.plan(book), indent=1) if as_json else library.plan_text(book, given))
        return
    with sessions.started(book, stack, given, _console(), _ask(), rehearsal=rehearsal) as runner:
        _end(runner.go(), as_json)


def _end(sealed: Any, as_json: bool) -> None:
    from scripts.runbooks import runs

    if as_json:
        print(json.dumps(sealed.model_dump(mode="json"), indent=1))
    else:
        print(f"{sealed.state}: {sealed.sentence} Record: {Path(runs.reports() / sealed.run)}")
    raise typer.Exit(0 if sealed.state in ("done", "abandoned") else 1)


def _console() -> Any:
    from rich.console import Console

    return Console(stderr=True)


def _ask() -> Any:
    from scripts.runbooks.course import Ask

    return Ask(
        value=lambda name, what: typer.prompt(f"{name} ({what})", err=True),
        agree=lambda question: typer.confirm(question, err=True),
    )
