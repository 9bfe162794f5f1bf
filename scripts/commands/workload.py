"""`cordon workload`: the reference workload's data in an environment's primary region."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.errors import UserError

app = typer.Typer(help="The reference workload: generated tenants, documents, keys.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Keeps `seed` a command of its own while it is the only one."""


@app.command()
def seed(
    stack: Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack whose environment is meant.")] = "local",
    tenants: Annotated[int, typer.Option(min=1, max=1000, help="How many tenants there shall be.")] = 6,
    number: Annotated[int, typer.Option("--seed", help="Draws the data; the same number draws the same.")] = 2026,
) -> None:
    """Make the schema and fill it with tenants, documents and keys. Run again, it adds what is missing."""
    import psycopg
    from azure.core.exceptions import AzureError
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from scripts.azure import Azure
    from scripts.estate import load
    from scripts.workload.seed import seed as fill

    estate = load(stack)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("tenants", total=tenants)

        def progress(name: str, done: int, total: int) -> None:
            bar.update(task, description=name or "tenants", completed=done, total=total)

        try:
            done = fill(Azure(estate.subscription), estate.home, tenants=tenants, number=number, progress=progress)
        except (AzureError, psycopg.Error) as error:
            reason = " ".join(str(error).split())[:300]
            raise UserError(f"Seeding {estate.home.server.name} stopped, run it again: {reason}") from error
    typer.echo(
        f"Added {done.tenants} tenants, {done.rows} rows, {done.blobs} documents; {done.present} tenants were there."
    )
