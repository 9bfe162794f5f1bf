"""`cordon tenant`: make, look at, export, hold and delete tenants; prove that a deleted one is gone."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from scripts.session import AsJson, DryRun, Session, Stack, opened, tell

app = typer.Typer(help="Tenants: creation, export, legal hold, deletion, proof of absence.", no_args_is_help=True)

Tenant = Annotated[str, typer.Argument(help="The tenant's id.")]
Run = Annotated[str, typer.Option("--run", envvar="CORDON_RUN", help="Names the export.")]
OfCase = Annotated[str | None, typer.Option("--case", help="The case that it belongs to: gets an entry.")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="The tenant's name; the same name is the same tenant.")],
    stack: Stack = "local",
    sample: Annotated[bool, typer.Option("--sample", help="Fill it with generated users and documents.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Make a tenant with a data key of its own, and print its id."""
    from scripts.tenants import creation

    if dry_run:
        print(f"Would make tenant {name!r}.")
        return
    with opened(stack) as session:
        print(creation.create(session, name, sample=sample))


@app.command("id")
def id_of(
    name: Annotated[str, typer.Argument(help="The tenant's name.")],
    sample: Annotated[bool, typer.Option("--sample", help="Of one that was filled.")] = False,
) -> None:
    """Print the id that a tenant of this name has."""
    from scripts.tenants import creation

    print(creation.id_of(name, sample=sample))


@app.command()
def remove(tenant: Tenant, stack: Stack = "local") -> None:
    """Take back a tenant that nobody has used, or a rehearsal's."""
    from scripts.tenants import creation

    with opened(stack) as session:
        print(f"{creation.remove(session, tenant)} rows removed")


@app.command()
def check(tenant: Tenant, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that a tenant works: rows, blobs, and its key opens every document."""
    from scripts.tenants import creation

    with opened(stack) as session:
        tell(creation.facts(session, tenant), as_json)


@app.command()
def show(tenant: Tenant, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Count what there is of a tenant."""
    from scripts.tenants import census

    with opened(stack) as session:
        tell(census.take(session, tenant), as_json)


@app.command()
def export(
    tenant: Tenant,
    run: Run,
    stack: Stack = "local",
    user: Annotated[str | None, typer.Option(help="Only what is this user's.")] = None,
    case: OfCase = None,
    as_json: AsJson = False,
) -> None:
    """Write all of a tenant's data into one archive beside its content, encrypted with its key."""
    from scripts.tenants import exports

    with opened(stack) as session:
        done = exports.export(session, tenant, run, user=user)
        _note(session, case, "exported", {"export": done["sha256"]} | ({} if user else {"rows": done["rows"]}))
        tell(done, as_json)


@app.command("check-export")
def check_export(
    tenant: Tenant,
    run: Run,
    stack: Stack = "local",
    user: Annotated[str | None, typer.Option(help="Only what is this user's.")] = None,
    as_json: AsJson = False,
) -> None:
    """Open an export and compare it with the database, row counts and document digests."""
    from scripts.tenants import exports

    with opened(stack) as session:
        tell(exports.check(session, tenant, run, user=user), as_json)


@app.command("drop-export")
def drop_export(tenant: Tenant, run: Run, stack: Stack = "local") -> None:
    """Remove an export."""
    from scripts.tenants import exports

    with opened(stack) as session:
        exports.drop(session, tenant, run)


@app.command("check-mark")
def check_mark(tenant: Tenant, name: Annotated[str, typer.Argument()], stack: Stack = "local") -> None:
    """End with 0 only if the tenant has this name and nothing holds it."""
    from scripts.tenants import deletion

    with opened(stack) as session:
        print(deletion.check_mark(session, tenant, name))


@app.command()
def delete(
    tenant: Tenant,
    reason: Annotated[str, typer.Option(help="contract-ended, controller-instruction or rehearsal.")],
    stack: Stack = "local",
    case: OfCase = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Delete a tenant's rows, key and blobs, and leave a tombstone that every restore replays."""
    from scripts.tenants import census, deletion

    with opened(stack) as session:
        if dry_run:
            tell(census.take(session, tenant), as_json)
            return
        done = deletion.delete(session, tenant, reason)
        _note(session, case, "deleted", {"rows": done["rows"], "blobs": done["blobs"]})
        tell(done, as_json)


@app.command()
def absent(tenant: Tenant, stack: Stack = "local", case: OfCase = None, as_json: AsJson = False) -> None:
    """Prove by query that nothing of a tenant is left, and say when the last backup with it ages out."""
    from scripts.tenants import deletion

    with opened(stack) as session:
        proof = deletion.absence(session, tenant)
        _note(session, case, "proven", {"backups_age_out": proof["backups_age_out"]})
        tell(proof, as_json)


def _note(session: Session, case: str | None, event: str, facts: dict[str, Any]) -> None:
    """An entry in the case, if there is one; a run that goes on after a death doesn't count twice."""
    from scripts.cases import case as cases
    from scripts.cases import kind as kinds

    if case and not (found := cases.load(session, case)).last(event):
        kinds.add(found, event, {name: str(value) for name, value in facts.items()})
