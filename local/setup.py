"""Installs what the local environment stands on and is not there yet: Debian's packages, Azurite, the Pulumi engine."""

import sys
from typing import Annotated

import typer
from rich.console import Console

from local import packages, tools
from local.data import azurite
from local.engine import engine
from local.progress import Steps
from local.setup_error import SetupError


def setup(
    with_tools: Annotated[list[str] | None, typer.Option("--with", help="Tools with a lock of their own.")] = None,
) -> None:
    """Install what is missing. Says nothing where nothing is."""
    try:
        with Steps() as steps:
            if missing := packages.missing():
                with steps.step(f"Debian packages: {', '.join(package.name for package in missing)}"):
                    packages.install(missing)
            if not azurite.installed():
                with steps.step("Azurite"):
                    azurite.install()
            if not (engine.installed() or engine.built().exists()):
                with steps.step("Pulumi engine, from its Go module") as progress:
                    engine.build(progress)
            for tool in with_tools or ():
                with steps.step(f"{tool} (an environment of its own)"):
                    tools.install(tool)
    except SetupError as error:
        Console(stderr=True).print(f"[red]set-up:[/] {error}", highlight=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    typer.run(setup)
