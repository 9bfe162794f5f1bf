"""`cordon keys`: the tenants' wrapping key: uses, rotation, re-wrapping, retiring."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.session import AsJson, DryRun, Stack, opened, tell

app = typer.Typer(help="Keys of the vault: uses, new versions, re-wrapping, retiring.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="The key's name in the primary region's vault.")]
Version = Annotated[str | None, typer.Option(help="The version. Default: the newest.")]


@app.command()
def uses(key: Key, stack: Stack = "local", as_json: AsJson = False) -> None:
    """How many tenants' data keys each version wraps."""
    from scripts.keys import wrapping

    with opened(stack) as session:
        tell(wrapping.uses(session, key), as_json)


@app.command()
def rotate(
    key: Key,
    run: Annotated[str, typer.Option(envvar="CORDON_RUN", help="Makes one version however often it is run.")],
    stack: Stack = "local",
    dry_run: DryRun = False,
) -> None:
    """Make a new version and print it."""
    from scripts.keys import wrapping

    with opened(stack) as session:
        print(wrapping.current(session, key) if dry_run else wrapping.rotate(session, key, run))


@app.command()
def unrotate(key: Key, run: Annotated[str, typer.Option(envvar="CORDON_RUN")], stack: Stack = "local") -> None:
    """Disable the version that this run made."""
    from scripts.keys import wrapping

    with opened(stack) as session:
        print(wrapping.unrotate(session, key, run), "disabled")


@app.command()
def previous(key: Key, stack: Stack = "local") -> None:
    """Print the version before the newest."""
    from scripts.keys import wrapping

    with opened(stack) as session:
        newest = wrapping.current(session, key)
        older = [str(one.version) for one in wrapping.versions(session, key) if str(one.version) != newest]
        print(older[0] if older else newest)


@app.command()
def rewrap(key: Key, version: Version = None, stack: Stack = "local", dry_run: DryRun = False) -> None:
    """Wrap every tenant's data key by one version."""
    from scripts.keys import wrapping

    with opened(stack) as session:
        wanted = version or wrapping.current(session, key)
        if dry_run:
            tell(wrapping.uses(session, key), False)
            return
        print(f"{wrapping.rewrap(session, key, wanted)} data keys wrapped by {wanted}")


@app.command()
def check(key: Key, version: Version = None, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that one version wraps every data key and opens it."""
    from scripts.keys import wrapping

    with opened(stack) as session:
        tell(wrapping.check(session, key, version), as_json)


@app.command("has-version")
def has_version(key: Key, run: Annotated[str, typer.Option(envvar="CORDON_RUN")], stack: Stack = "local") -> None:
    """End with 0 only if the newest version was made by this run and is enabled."""
    from scripts.errors import UserError
    from scripts.keys import wrapping

    with opened(stack) as session:
        newest = wrapping.current(session, key)
        made = next(one for one in wrapping.versions(session, key) if str(one.version) == newest)
        if (made.tags or {}).get("cordon-run") != run or not made.enabled:
            raise UserError(f"The newest version of {key}, {newest}, is not an enabled one of run {run}.")
        print(newest)


@app.command()
def retire(key: Key, stack: Stack = "local", dry_run: DryRun = False) -> None:
    """Disable every version but the newest."""
    from scripts.keys import wrapping

    with opened(stack) as session:
        tell(wrapping.uses(session, key), False) if dry_run else print(len(wrapping.retire(session, key)), "disabled")


@app.command()
def revive(key: Key, stack: Stack = "local") -> None:
    """Enable all versions again."""
    from scripts.keys import wrapping

    with opened(stack) as session:
        print(len(wrapping.revive(session, key)), "enabled")


@app.command("check-retired")
def check_retired(key: Key, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that only the newest version is enabled."""
    from scripts.keys import wrapping

    with opened(stack) as session:
        tell(wrapping.is_retired(session, key), as_json)
