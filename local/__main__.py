"""`python -m local`: the local environment's commands, as the Makefile calls them."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from local import lifecycle
from local.home import home
from local.progress import Steps
from local.setup_error import SetupError

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
console = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def one_sentence() -> Generator[None]:
    """A mistake or a missing tool ends in its sentence and exit code 1, without a traceback."""
    try:
        yield
    except SetupError as error:
        console.print(f"[red]refused:[/] {escape(str(error))}")
        sys.exit(1)


@app.command()
def up(rehearsal: Annotated[bool, typer.Option(help="Resources only, no data planes.")] = False) -> None:
    """Bring the estate up, or what is missing of it."""
    from local import summary
    from local.up import up as bring_up

    with one_sentence():
        with Steps(console) as steps:
            result = bring_up(home(), steps, rehearsal=rehearsal)
        summary.show(home(), result)


@app.command()
def down() -> None:
    """Stop and remove everything that `up` started or made."""
    with one_sentence(), Steps(console) as steps, steps.step("Local environment: stop and remove"):
        lifecycle.remove(home())


@app.command()
def status() -> None:
    """What runs: process, id, memory, address."""
    from local import summary

    with one_sentence():
        summary.processes(home())


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run(context: typer.Context) -> None:
    """Run a command against the local environment: `python -m local run -- pulumi stack`."""
    with one_sentence():
        variables = lifecycle.variables(home(), "local")
    command = context.args or [os.environ.get("SHELL", "/bin/sh")]
    os.execvpe(command[0], command, variables)  # noqa: S606


if __name__ == "__main__":
    app()
