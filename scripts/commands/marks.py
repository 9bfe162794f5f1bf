"""`cordon marks`: canaries into database, blobs and vault with a signed manifest, on schedule, between drills."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scripts.errors import UserError

app = typer.Typer(help="Continuous marks, by which any later restore is measured.", no_args_is_help=True)

Stack = Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack whose environment is meant.")]
BAD, COULD_NOT_VERIFY = 1, 3


@app.command()
def write(stack: Stack = "local") -> None:
    """Write one mark everywhere, and sign a manifest of the database."""
    from scripts.drills import marks

    done = _told(marks.write, stack)
    typer.echo(
        f"Marked {', '.join(done.stores)} at {done.canary.written_at:%Y-%m-%d %H:%M:%S}Z; "
        f"manifest of {done.rows} rows in {done.manifest}."
    )


@app.command()
def check(stack: Stack = "local") -> None:
    """Say how old the newest genuine mark of each store is; ends with 1 where one is missing or late."""
    from datetime import UTC, datetime

    from scripts.drills import marks

    found = _told(marks.newest, stack)
    for where, at in found.items():
        typer.echo(f"{where:<9} {f'{at:%Y-%m-%d %H:%M:%S}Z' if at else 'none'}")
    if problems := marks.late(found, datetime.now(UTC)):
        raise UserError(" ".join(problems), exit_code=BAD)


def _told(work: Any, stack: str) -> Any:
    import psycopg
    from azure.core.exceptions import AzureError

    from scripts.azure import Azure
    from scripts.estate import load

    estate = load(stack)
    try:
        return work(Azure(estate.subscription), estate)
    except (AzureError, psycopg.Error) as error:
        reason = " ".join(str(error).split())[:300]
        raise UserError(f"The marks could not be written or read: {reason}", exit_code=COULD_NOT_VERIFY) from None
