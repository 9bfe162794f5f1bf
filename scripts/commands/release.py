"""`cordon release`: which version serves, the next one, and the way back."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.errors import UserError
from scripts.session import AsJson, Stack, opened, tell

app = typer.Typer(help="Releases: publish, go back, look.", no_args_is_help=True)

Channel = Annotated[str, typer.Option(help="production, or one of a rehearsal.")]
Run = Annotated[str, typer.Option("--run", envvar="CORDON_RUN")]
Version = Annotated[str, typer.Argument(help="1.2, 1.2.3 or 1.2.3-rc.1")]


@app.command()
def show(channel: Channel = "production", stack: Stack = "local", as_json: AsJson = False) -> None:
    """The version that serves."""
    from scripts.releases import current

    with opened(stack) as session:
        tell(current.current(session, channel), as_json)


@app.command()
def publish(
    version: Version,
    commit: Annotated[str, typer.Option()],
    run: Run,
    channel: Channel = "production",
    stack: Stack = "local",
) -> None:
    """Let a version serve."""
    from scripts.releases import current

    with opened(stack) as session:
        print(current.publish(session, channel, version, commit, run)["version"])


@app.command("go-back")
def go_back(run: Run, channel: Channel = "production", stack: Stack = "local") -> None:
    """Let the version before serve again."""
    from scripts.releases import current

    with opened(stack) as session:
        print(current.go_back(session, channel, run)["version"])


@app.command()
def serves(version: Version, channel: Channel = "production", stack: Stack = "local") -> None:
    """End with 0 only if this version serves."""
    from scripts.releases import current

    with opened(stack) as session:
        if (now := current.current(session, channel)["version"]) != version:
            raise UserError(f"Version {now} serves in {channel}, not {version}.")
        print(version)
