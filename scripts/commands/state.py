"""`cordon state`: copies of Pulumi's state, and a new backend made of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scripts.errors import UserError
from scripts.session import Stack, opened, tell

app = typer.Typer(help="Pulumi's state: keep copies, make a new backend.", no_args_is_help=True)

Run = Annotated[str, typer.Option("--run", envvar="CORDON_RUN", help="Names the copy.")]
Backend = Annotated[Path, typer.Argument(help="The new backend's folder.")]


@app.command()
def backup(run: Run, stack: Stack = "local") -> None:
    """Keep a copy of the state in the evidence container."""
    from scripts.state_backups import backups

    with opened(stack) as session:
        tell(backups.backup(session, stack, run), True)


@app.command("check-backup")
def check_backup(run: Run, stack: Stack = "local") -> None:
    """End with 0 only if the newest copy is this run's."""
    from scripts.state_backups import backups

    with opened(stack) as session:
        if backups.newest(session, stack) != (wanted := f"{backups.FOLDER}/{stack}/{run}.json"):
            raise UserError(f"The newest copy is not {wanted}.")
        print(wanted)


@app.command("drop-backup")
def drop_backup(run: Run, stack: Stack = "local") -> None:
    """Remove this run's copy."""
    from scripts.state_backups import backups

    with opened(stack) as session:
        blob = session.evidence.get_blob_client(f"{backups.FOLDER}/{stack}/{run}.json")
        if blob.exists():
            blob.delete_blob()


@app.command()
def restore(backend: Backend, stack: Stack = "local") -> None:
    """Make a new backend out of the newest copy."""
    from scripts.state_backups import backups

    with opened(stack) as session:
        tell(backups.restore(session, stack, backend), True)


@app.command()
def check(backend: Backend, stack: Stack = "local") -> None:
    """Prove that a backend holds what the newest copy holds."""
    from scripts.state_backups import backups

    with opened(stack) as session:
        tell(backups.check(session, stack, backend), True)
