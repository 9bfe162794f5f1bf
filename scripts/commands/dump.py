"""`cordon dump`: the daily encrypted dump, and what proves that each of the last months has its own."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Annotated

import typer

from scripts.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.azure import Azure
    from scripts.backup.source import Source

app = typer.Typer(help="The daily encrypted dump: sealed, signed, immutable, read back.", no_args_is_help=True)

Stack = Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack whose environment is meant.")]
Where = Annotated[str | None, typer.Option("--region", help="The region. Default: the primary one.")]
Cell = Annotated[str | None, typer.Option("--cell", help="A cell of the region. Default: its first data tier.")]
BAD, COULD_NOT_VERIFY = 1, 3
SIX_MONTHS = 184  # days


@app.command()
def run(stack: Stack = "local", region: Where = None, cell: Cell = None) -> None:
    """Dump the database, seal and sign it, store it, and read it back. Where CORDON_DUMP is set, what that describes.

    Ends with 0 done and proven, 1 the dump is not what it must be, 3 it could not be made or read back.
    """
    from scripts.backup import dump, store

    signal.signal(signal.SIGTERM, _interrupt)  # a job that is stopped ends its `pg_dump` too
    azure, source = _source(stack, region, cell)
    with _told():
        made = dump.write(azure, source, _progress())
        store.verify(azure, source, made.id)
    seconds = (made.ended - made.started).total_seconds()
    typer.echo(
        f"Dump {made.id} of {source.server.name}/{source.database}: {sum(made.rows.values())} rows in "
        f"{len(made.rows)} tables, {made.sealed.size} bytes sealed, {seconds:.1f} s; signed, stored and read back."
    )


@app.command(name="list")
def show(stack: Stack = "local", region: Where = None, cell: Cell = None) -> None:
    """List the complete dumps, oldest first."""
    from scripts.backup import store

    azure, source = _source(stack, region, cell)
    with _told():
        found = store.ids(azure, source)
    for name in found:
        typer.echo(name)


@app.command()
def verify(
    dump: Annotated[str | None, typer.Argument(help="A dump's id. Default: the newest.")] = None,
    stack: Stack = "local",
    region: Where = None,
    cell: Cell = None,
) -> None:
    """Read a dump back whole: signature, seal, digests, rows of every table."""
    from scripts.backup import store

    azure, source = _source(stack, region, cell)
    with _told():
        found = store.ids(azure, source)
        if not found or (dump and dump not in found):
            raise UserError(
                f"Dump {dump or 'of any day'} is not in {source.folder}; allowed are those that `cordon dump list` "
                f"shows, {len(found)} at present.",
                exit_code=BAD,
            )
        proven = store.verify(azure, source, dump or found[-1])
    typer.echo(f"Dump {proven.id} is complete: {sum(proven.rows.values())} rows in {len(proven.rows)} tables.")


@app.command()
def check(
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many days back each must have a dump.")] = SIX_MONTHS,
    stack: Stack = "local",
    region: Where = None,
    cell: Cell = None,
) -> None:
    """Say which of the last days have no dump. The first dump is where counting starts; none at all is a failure."""
    from datetime import UTC, datetime

    from scripts.backup import store
    from scripts.backup.calendar import missing

    azure, source = _source(stack, region, cell)
    with _told():
        found = store.ids(azure, source)
    gaps = missing(found, datetime.now(UTC), days)
    if gaps:
        shown = ", ".join(f"{day:%Y-%m-%d}" for day in gaps[:5]) + (" and more" if len(gaps) > 5 else "")
        raise UserError(f"{source.folder} has no dump of {len(gaps)} days: {shown}.", exit_code=BAD)
    typer.echo(f"{source.folder} has a dump of each of its days, {len(found)} in all.")


@app.command()
def allow(stack: Stack = "local", region: Where = None, cell: Cell = None) -> None:
    """Let the job's identity read the database: once after its deployment, as the database's administrator."""
    from scripts.backup import reader

    azure, source = _source(stack, region, cell)
    with _told():
        role = reader.allow(azure, source)
    typer.echo(f"{role} may read {source.server.name}, past row security, and nothing else.")


@app.command()
def lock(
    stack: Stack = "local",
    region: Where = None,
    cell: Cell = None,
    forever: Annotated[bool, typer.Option("--forever", help="Say that you know: nobody can undo it.")] = False,
) -> None:
    """Lock the immutability of backups and evidence for good: it can then be prolonged, and nothing else."""
    from scripts.azure import Azure
    from scripts.backup import lock as locking
    from scripts.backup import source as sources
    from scripts.estate import load

    if not forever:
        raise UserError("Locking can't be undone, and the account can't be deleted after it; say --forever.")
    estate = load(stack)
    with _told():
        data = sources.data(estate, region, cell)
        days = locking.lock(Azure(estate.subscription), data, shortest=SIX_MONTHS)
    typer.echo("Locked: " + ", ".join(f"{name} for {kept} days" for name, kept in days.items()) + ".")


def _source(stack: str, region: str | None, cell: str | None) -> tuple[Azure, Source]:
    from scripts.azure import Azure
    from scripts.backup import source
    from scripts.estate import load

    if described := source.from_environment():
        return Azure(""), described  # a job speaks to the data only, so to no subscription
    estate = load(stack)
    return Azure(estate.subscription), source.of(estate, region, cell)


class _told:  # noqa: N801 - used like a function
    """Errors that somebody can do something about end in one sentence and the exit code that says which kind."""

    def __enter__(self) -> None: ...

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        import psycopg
        from azure.core.exceptions import AzureError

        from scripts.backup.archive import ArchiveError
        from scripts.backup.store import DumpError

        reason = " ".join(str(error).split())[:300]
        if isinstance(error, DumpError):
            raise UserError(f"The dump is not what it must be: {reason}.", exit_code=BAD) from None
        if isinstance(error, (AzureError, psycopg.Error, ArchiveError)):
            raise UserError(f"The dump could not be made or read: {reason}", exit_code=COULD_NOT_VERIFY) from None
        if isinstance(error, KeyboardInterrupt):
            raise UserError("Interrupted; what was stored so far is no dump.", exit_code=COULD_NOT_VERIFY) from None


def _progress() -> Callable[[int], None]:
    """Tells how much was sealed, on a terminal; a job's log needs no such lines."""
    import sys

    if not sys.stderr.isatty():
        return lambda _: None
    return lambda done: print(f"\r{done / 1e6:,.1f} MB sealed", end="", file=sys.stderr, flush=True)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
