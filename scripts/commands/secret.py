"""`cordon secret`: secrets of the vault: rotated unseen, old versions retired. Values are never printed."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.session import AsJson, DryRun, Stack, opened, tell

app = typer.Typer(help="Secrets of the vault: rotation without anyone seeing a value.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The secret's name in the primary region's vault.")]
Run = Annotated[str, typer.Option("--run", envvar="CORDON_RUN", help="Makes one version however often it is run.")]
Keep = Annotated[str, typer.Option("--keep", help="The version that stays.")]


@app.command()
def show(name: Name, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Count the versions."""
    from scripts.keys import secrets

    with opened(stack) as session:
        tell(secrets.show(session, name), as_json)


@app.command()
def rotate(name: Name, run: Run, stack: Stack = "local", dry_run: DryRun = False) -> None:
    """Put in a new random value, and print its version."""
    from scripts.keys import secrets

    with opened(stack) as session:
        tell(secrets.show(session, name), False) if dry_run else print(secrets.rotate(session, name, run))


@app.command()
def unrotate(name: Name, run: Run, stack: Stack = "local") -> None:
    """Disable the version that this run made."""
    from scripts.keys import secrets

    with opened(stack) as session:
        print(secrets.unrotate(session, name, run), "disabled")


@app.command("check-rotated")
def check_rotated(name: Name, run: Run, stack: Stack = "local") -> None:
    """End with 0 only if readers get the version that this run made."""
    from scripts.keys import secrets

    with opened(stack) as session:
        print(secrets.check_rotated(session, name, run))


@app.command()
def retire(name: Name, keep: Keep, stack: Stack = "local") -> None:
    """Disable every other version."""
    from scripts.keys import secrets

    with opened(stack) as session:
        print(secrets.retire(session, name, keep), "disabled")


@app.command()
def revive(name: Name, stack: Stack = "local") -> None:
    """Enable all versions again."""
    from scripts.keys import secrets

    with opened(stack) as session:
        print(secrets.revive(session, name), "enabled")


@app.command()
def check(name: Name, keep: Keep, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that readers get this version, and that no other can be read."""
    from scripts.keys import secrets

    with opened(stack) as session:
        tell(secrets.check(session, name, keep), as_json)


@app.command("make-rehearsal")
def make_rehearsal(run: Run, stack: Stack = "local") -> None:
    """Make a secret to leak in a rehearsal, and print its name."""
    from scripts.keys import secrets

    with opened(stack) as session:
        print(secrets.make_rehearsal(session, run))


@app.command("drop-rehearsal")
def drop_rehearsal(name: Name, stack: Stack = "local") -> None:
    """Delete a rehearsal's secret."""
    from scripts.keys import secrets

    with opened(stack) as session:
        secrets.drop_rehearsal(session, name)
