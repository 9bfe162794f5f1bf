"""`cordon notice`: what customers are told, whom, and the proof that it is on its way."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.commands.case import pairs
from scripts.session import AsJson, DryRun, Stack, opened, tell

if TYPE_CHECKING:
    from scripts.cases.case import Case

app = typer.Typer(help="Notices to customers: draft, address, send, prove.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(help="The case's id.")]


@contextmanager
def found(case: str, stack: str) -> Generator[Case]:
    from scripts.cases import case as cases

    with opened(stack) as session:
        yield cases.load(session, case)


@app.command()
def draft(
    case: Id,
    say: Annotated[list[str] | None, typer.Option("--say", help="FIELD=TEXT; repeat.")] = None,
    stack: Stack = "local",
) -> None:
    """Write the notice; refused while it doesn't say all that it must."""
    from scripts.notices import notices

    with found(case, stack) as one:
        print(notices.draft(one, pairs(say)))


@app.command()
def check(case: Id, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that the notice says everything."""
    from scripts.notices import notices

    with found(case, stack) as one:
        tell(notices.check(one), as_json)


@app.command()
def address(
    case: Id,
    tenant: Annotated[list[str] | None, typer.Option(help="One tenant; repeat. Default: all.")] = None,
    stack: Stack = "local",
) -> None:
    """Say whom it is for."""
    from scripts.notices import notices

    with found(case, stack) as one:
        print(f"{notices.address(one, tenant or [])} tenants")


@app.command()
def send(case: Id, stack: Stack = "local", dry_run: DryRun = False) -> None:
    """Put a copy for each tenant into the outbox."""
    from scripts.notices import notices

    with found(case, stack) as one:
        print(f"{len(notices.addressees(one)) if dry_run else notices.send(one)} tenants")


@app.command("check-sent")
def check_sent(case: Id, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that the notice is on its way to everyone whom it concerns, and to nobody else."""
    from scripts.notices import notices

    with found(case, stack) as one:
        tell(notices.check_sent(one), as_json)


@app.command()
def recall(case: Id, stack: Stack = "local") -> None:
    """Take back what hasn't left the outbox."""
    from scripts.notices import notices

    with found(case, stack) as one:
        print(f"{notices.recall(one)} copies taken back")
