"""`cordon subject`: one person's data: restrict, delete, prove. The export is `cordon tenant export --user`."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.session import AsJson, DryRun, Stack, opened, tell

app = typer.Typer(help="Data subjects: restriction, deletion, proof.", no_args_is_help=True)

Tenant = Annotated[str, typer.Argument(help="The tenant's id.")]
User = Annotated[str, typer.Argument(help="The user's id.")]


@app.command()
def first(tenant: Tenant, stack: Stack = "local") -> None:
    """For rehearsals: print the id of a user of a rehearsal's tenant."""
    from scripts.tenants import subjects

    with opened(stack) as session:
        print(subjects.first(session, tenant))


@app.command()
def restrict(tenant: Tenant, user: User, stack: Stack = "local") -> None:
    """Let the application see nothing of a person."""
    from scripts.tenants import subjects

    with opened(stack) as session:
        subjects.restrict(session, tenant, user)


@app.command()
def lift(tenant: Tenant, user: User, stack: Stack = "local") -> None:
    """End a restriction."""
    from scripts.tenants import subjects

    with opened(stack) as session:
        subjects.lift(session, tenant, user)


@app.command("check-restricted")
def check_restricted(tenant: Tenant, user: User, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove, as the application's role, that it sees nothing of the person, and that nothing is lost."""
    from scripts.tenants import subjects

    with opened(stack) as session:
        tell(subjects.check_restricted(session, tenant, user), as_json)


@app.command("check-mark")
def check_mark(tenant: Tenant, user: User, case: Annotated[str, typer.Option()], stack: Stack = "local") -> None:
    """End with 0 only if a verified case is about this person of this tenant, and no hold forbids it."""
    from scripts.cases import case as cases
    from scripts.errors import UserError
    from scripts.tenants import holds

    with opened(stack) as session:
        found = cases.load(session, case)
        found.need("verified")
        asked = found.need("opened")["facts"]
        if (asked["tenant"], asked["subject"]) != (tenant, user):
            raise UserError(f"Case {case} is about user {asked['subject']}, not {user}.")
        if hold := holds.of(session, tenant):
            raise UserError(f"Tenant {tenant} is under legal hold {hold['hold']}.")
        print(f"{case} is about {user}")


@app.command()
def show(tenant: Tenant, user: User, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Count what there is of a person."""
    from scripts.tenants import subjects

    with opened(stack) as session, session.database() as connection:
        tell(subjects.rows(connection, tenant, user), as_json)


@app.command()
def delete(
    tenant: Tenant,
    user: User,
    heir: Annotated[str | None, typer.Option(help="Who takes their documents. Default: the documents go.")] = None,
    case: Annotated[str | None, typer.Option(help="The case that it belongs to.")] = None,
    stack: Stack = "local",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Delete a person's rows, and leave a tombstone that every restore replays."""
    from scripts.cases import case as cases
    from scripts.cases import kind as kinds
    from scripts.tenants import subjects

    with opened(stack) as session:
        if dry_run:
            with session.database() as connection:
                tell(subjects.rows(connection, tenant, user), as_json)
            return
        done = subjects.delete(session, tenant, user, heir)
        if case and not (found := cases.load(session, case)).last("deleted"):
            kinds.add(found, "deleted", {"rows": str(done["rows"])})
        tell(done, as_json)


@app.command()
def absent(tenant: Tenant, user: User, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove by query that nothing of a person is left."""
    from scripts.tenants import subjects

    with opened(stack) as session:
        tell(subjects.absence(session, tenant, user), as_json)
