"""`cordon report`: the trust report, made anew from the evidence that was gathered, and checked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer


def command(
    stack: Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack whose evidence is meant.")] = "local",
    folder: Annotated[Path | None, typer.Option(help="Where evidence.json lies. Default: reports/evidence.")] = None,
    validate: Annotated[
        bool, typer.Option(help="Hold the OSCAL files against trestle, which must be on PATH.")
    ] = False,
) -> None:
    """Judge the gathered evidence as of now (what was proven may be stale today) and write every form of the report."""
    from controls.judgement import judge
    from scripts.evidence import gathering, report, table, trestle

    held, found = gathering.knowledge()
    where = folder or gathering.reports() / stack
    evidence, now = report.read(where), datetime.now(UTC)
    outcomes = judge(held, found, evidence, now)
    for path in report.write(where, held, found, evidence, outcomes, now):
        print(path)
    if validate:
        for said in trestle.validate(where / report.OSCAL):
            print(said)
    raise typer.Exit(table.exit_code(held, outcomes, strict=False))
