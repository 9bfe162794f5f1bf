"""`cordon certificate`: when certificates in the vault end, and their renewal."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.session import AsJson, Stack, opened, tell

app = typer.Typer(help="Certificates in the vault: their end, their renewal.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The certificate's name in the primary region's vault.")]
Run = Annotated[str, typer.Option("--run", envvar="CORDON_RUN")]


@app.command()
def show(name: Name, stack: Stack = "local", as_json: AsJson = False) -> None:
    """When it ends, and whether renewal is due."""
    from scripts.keys import certificates

    with opened(stack) as session:
        tell(certificates.look(session, name), as_json)


@app.command()
def check(name: Name, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that it is valid for longer than the time before which one renews."""
    from scripts.keys import certificates

    with opened(stack) as session:
        tell(certificates.check(session, name), as_json)


@app.command()
def renew(name: Name, run: Run, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Issue a new one for the same names, and put it in."""
    from scripts.keys import certificates

    with opened(stack) as session:
        tell(certificates.renew(session, name, run), as_json)


@app.command("go-back")
def go_back(name: Name, run: Run, stack: Stack = "local") -> None:
    """Put the version from before in again."""
    from scripts.keys import certificates

    with opened(stack) as session:
        tell(certificates.go_back(session, name, run), False)


@app.command("make-rehearsal")
def make_rehearsal(run: Run, stack: Stack = "local") -> None:
    """Make a certificate that ends in a week, and print its name."""
    from scripts.keys import certificates

    with opened(stack) as session:
        print(certificates.make_rehearsal(session, run))
