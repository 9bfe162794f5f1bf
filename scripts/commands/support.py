"""`cordon support`: one tenant opened to support staff for one case, and closed again."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.session import AsJson, Stack, opened, tell

app = typer.Typer(help="Support access to one tenant.", no_args_is_help=True)

Case = Annotated[str, typer.Argument(help="The case's id.")]


@app.command()
def enter(case: Case, stack: Stack = "local") -> None:
    """Make the case's database role, and print its name."""
    from scripts.access import support

    with opened(stack) as session:
        print(support.enter(session, case))


@app.command()
def check(case: Case, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove, as the role, that it sees its tenant, no other, and can't write."""
    from scripts.access import support

    with opened(stack) as session:
        tell(support.check(session, case), as_json)


@app.command()
def leave(case: Case, stack: Stack = "local") -> None:
    """Take the role away."""
    from scripts.access import support

    with opened(stack) as session:
        support.leave(session, case)


@app.command("check-left")
def check_left(case: Case, stack: Stack = "local") -> None:
    """Prove that the role is gone."""
    from scripts.access import support

    with opened(stack) as session:
        support.check_left(session, case)
        print("gone")
