"""`cordon`: the operations command line. A file in `scripts/commands` is a command; nothing else needs an edit."""

import importlib
import logging
import os
import pkgutil
import sys
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from scripts import commands
from scripts.errors import UserError


class OneSentence(TyperGroup):
    """Ends a UserError in one sentence on stderr and its exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            print(f"cordon: {error}", file=sys.stderr)
            raise typer.Exit(error.exit_code) from None
        except TyperException as error:
            error.exit_code = os.EX_USAGE  # the usual 2 means something else to those who read a drill's exit code
            raise


def build() -> typer.Typer:
    """The command line of every module in `scripts.commands`: `app` (a group) or `command` (a single command)."""
    cli = typer.Typer(
        name="cordon",
        help="Drills, backups and evidence of a cordon estate.",
        cls=OneSentence,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=True,
    )
    cli.callback()(lambda: None)  # keeps `cordon <name>` also while there is a single command
    logging.getLogger("azure").setLevel(logging.CRITICAL)  # its errors reach us as exceptions, and are told once
    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda found: found.name):
        name = module.name.replace("_", "-")
        loaded = importlib.import_module(f"{commands.__name__}.{module.name}")
        if isinstance(group := getattr(loaded, "app", None), typer.Typer):
            cli.add_typer(group, name=name)
        elif callable(command := getattr(loaded, "command", None)):
            cli.command(name)(command)
        else:
            raise TypeError(f"scripts/commands/{module.name}.py has neither `app` (typer.Typer) nor `command`")
    return cli


app = build()

if __name__ == "__main__":
    app()
