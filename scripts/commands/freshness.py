"""`cordon freshness`: what is due or overdue, in one list with one exit code."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer


def command(
    stack: Annotated[
        str, typer.Option("--stack", "-s", help="The stack whose drills and rehearsals are meant.")
    ] = "local",
    repository: Annotated[
        bool, typer.Option("--repository", help="Only what files show: no drills, no rehearsals.")
    ] = False,
    ahead: Annotated[int, typer.Option(min=0, max=400, help="As it will be in so many days.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """Runbooks to review or rehearse, register entries out of date, drills missed, exemptions that ended.

    Ends with 0 where nothing is due, with 1 where something is, with 3 where the environment can't be asked.
    """
    from scripts.evidence import freshness, gathering

    now = datetime.now(UTC) + timedelta(days=ahead)
    _, found = gathering.knowledge()
    due = freshness.in_repository(now.date())
    if not repository:
        runbooks, drills = gathering.records(stack)
        due += freshness.in_environment(found, runbooks, drills, now)
    if as_json:
        print(json.dumps([asdict(each) for each in due], indent=1))
    else:
        for each in due:
            print(f"{each.kind:<10} {each.name:<32} {each.sentence}")
        looked = "runbooks' reviews, registers, exemptions" + ("" if repository else ", rehearsals, drills")
        print(f"{len(due)} due" if due else f"Nothing is due: {looked}.")
    raise typer.Exit(1 if due else 0)
