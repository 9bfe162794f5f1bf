"""`cordon restore`: a copy from backup, without the deleted; one tenant brought back from it; the copy dropped."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from scripts.errors import UserError
from scripts.session import Stack, opened, tell

app = typer.Typer(help="Restores: a copy from backup, one tenant out of it, or everything.", no_args_is_help=True)

Run = Annotated[str, typer.Option("--run", envvar="CORDON_RUN", help="Names the copy.")]
Tenant = Annotated[str, typer.Argument(help="The tenant's id.")]


@app.command()
def copy(
    at: Annotated[str, typer.Option(help="Where to go back to: 2026-11-20T03:00:00+00:00.")],
    run: Run,
    stack: Stack = "local",
) -> None:
    """Restore the primary server into a copy that only we reach."""
    from scripts.databases import restores

    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise UserError(f"at {at!r} is no time; allowed is 2026-11-20T03:00:00+00:00.") from None
    with opened(stack) as session:
        tell(restores.restore(session, run, moment if moment.tzinfo else moment.replace(tzinfo=UTC)), True)


@app.command("check-copy")
def check_copy(run: Run, stack: Stack = "local") -> None:
    """Prove that the copy answers."""
    from scripts.databases import restores

    with opened(stack) as session, restores.connect(session, run) as connection:
        one = connection.execute("select count(*) from tenants").fetchone()
        print(f"{one[0] if one else 0} tenants")


@app.command()
def forget(run: Run, stack: Stack = "local") -> None:
    """Replay every tombstone in the copy, and prove that nobody deleted is in it."""
    from scripts.databases import restores

    with opened(stack) as session:
        tell(restores.forget(session, run), True)


@app.command("check-forgotten")
def check_forgotten(run: Run, stack: Stack = "local") -> None:
    """Prove that nobody deleted is in the copy."""
    from scripts.databases import restores

    with opened(stack) as session:
        tell(restores.check_forgotten(session, run), True)


@app.command()
def tenant(tenant: Tenant, run: Run, stack: Stack = "local") -> None:
    """Put a tenant's missing rows back from the copy."""
    from scripts.databases import restores

    with opened(stack) as session:
        tell(restores.bring_back(session, run, tenant), True)


@app.command()
def compare(
    run: Run,
    tenant: Annotated[str | None, typer.Option(help="One tenant, which must be equal. Default: count for all.")] = None,
    stack: Stack = "local",
) -> None:
    """Compare the copy with the living database, by counts and digests."""
    from scripts.databases import restores

    with opened(stack) as session:
        tell(restores.compare(session, run, tenant) if tenant else restores.compare_all(session, run), True)


@app.command()
def holds(tenant: Tenant, run: Run, stack: Stack = "local") -> None:
    """Count a tenant's rows in the copy."""
    from scripts.databases import restores

    with opened(stack) as session:
        tell(restores.holds(session, run, tenant), True)


@app.command()
def drop(run: Run, stack: Stack = "local") -> None:
    """Remove the copy, and prove that it is gone."""
    from scripts.databases import restores

    with opened(stack) as session:
        tell(restores.drop(session, run), True)


@app.command("check-dropped")
def check_dropped(run: Run, stack: Stack = "local") -> None:
    """End with 0 only if the copy is gone."""
    from scripts.databases import restores

    with opened(stack) as session:
        restores.check_dropped(session, run)
        print("gone")


@app.command()
def host(run: Run, stack: Stack = "local") -> None:
    """Print the copy's host name."""
    from scripts.databases import restores

    with opened(stack) as session:
        print(restores.host(session, run))


@app.command()
def lose(name: Annotated[str, typer.Argument(help="A rehearsal tenant's name.")], stack: Stack = "local") -> None:
    """For rehearsals: make a tenant, destroy its rows, and print the time to go back to."""
    from scripts.databases import restores

    with opened(stack) as session:
        print(restores.lose(session, name))


@app.command("lose-again")
def lose_again(tenant: Tenant, stack: Stack = "local") -> None:
    """Undo a rehearsal tenant's return."""
    from scripts.databases import restores

    with opened(stack) as session:
        print(restores.lose_again(session, tenant), "rows")


@app.command()
def part(name: Annotated[str, typer.Argument(help="A rehearsal's name.")], stack: Stack = "local") -> None:
    """For rehearsals: delete a tenant and a person, and print the moment before."""
    from scripts.databases import restores

    with opened(stack) as session:
        print(restores.part(session, name))


@app.command("part-clean")
def part_clean(name: Annotated[str, typer.Argument(help="A rehearsal's name.")], stack: Stack = "local") -> None:
    """Remove what `part` left."""
    from scripts.databases import restores

    with opened(stack) as session:
        print(restores.part_clean(session, name), "tenants removed")
