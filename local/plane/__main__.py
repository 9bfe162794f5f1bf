"""`python -m local.plane serve`: Azure's control plane on loopback, in the foreground."""

from __future__ import annotations

from typing import Annotated

import typer

from local.home import home
from local.plane.serving import PortError, ignore_hangup
from local.plane.serving import serve as run

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def main() -> None:
    """Azure on this machine. CORDON_HOME says where it keeps its state."""


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(min=1024, max=65535, help="A free one from 8443 up if not given.")] = None,
    rehearsal: Annotated[bool, typer.Option(help="Without data planes: no PostgreSQL, no Azurite.")] = False,
    delay: Annotated[float, typer.Option(min=0, help="Least seconds that a long-running operation takes.")] = 0.05,
) -> None:
    """Serve until SIGTERM."""
    ignore_hangup()
    try:
        run(home(), port=port, rehearsal=rehearsal, delay=delay)
    except PortError as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(2) from None


if __name__ == "__main__":
    app()
