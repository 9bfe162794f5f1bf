"""`cordon survey`: what is there, for reviews: backups' retention, packages, registers, versions in use."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.session import AsJson, Stack, opened, tell

app = typer.Typer(help="Surveys for reviews: backups, packages, registers, versions.", no_args_is_help=True)


@app.command()
def backups(stack: Stack = "local", as_json: AsJson = False) -> None:
    """How long backups are kept; refused where that breaks a promise."""
    from scripts.surveys import backups as kept

    with opened(stack) as session:
        tell(kept.retention_of(session), as_json)


@app.command()
def packages(stack: Stack = "local", as_json: AsJson = False) -> None:
    """Installed packages against the lock, and the servers' versions."""
    from scripts.surveys import packages as installed

    with opened(stack) as session:
        tell(installed.survey(session), as_json)


@app.command()
def register(name: Annotated[str, typer.Argument(help="The register's name.")], as_json: AsJson = False) -> None:
    """Entries of a register, and how many are overdue."""
    from scripts.surveys import registers

    tell(registers.look(name), as_json)


@app.command()
def versions(as_json: AsJson = False) -> None:
    """Versions in use, by the register of releases."""
    from scripts.surveys import versions as used

    tell(used.check(), as_json)
