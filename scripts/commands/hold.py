"""`cordon hold`: legal holds, and the archive of what law requires to be kept."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.errors import UserError
from scripts.session import AsJson, Stack, opened, tell

app = typer.Typer(help="Legal holds and the archive that law requires.", no_args_is_help=True)

Tenant = Annotated[str, typer.Argument(help="The tenant's id.")]
Basis = Annotated[str, typer.Option(help="The law or the order, by its reference.")]


@app.command()
def place(
    tenant: Tenant, until: Annotated[str, typer.Option(help="YYYY-MM-DD")], basis: Basis, stack: Stack = "local"
) -> None:
    """Keep a tenant's data from deletion."""
    from scripts.tenants import holds

    with opened(stack) as session:
        print(holds.place(session, tenant, until, basis)["hold"])


@app.command()
def lift(tenant: Tenant, basis: Basis, stack: Stack = "local") -> None:
    """End a hold."""
    from scripts.tenants import holds

    with opened(stack) as session:
        holds.lift(session, tenant, basis)


@app.command()
def check(
    tenant: Tenant, held: Annotated[bool, typer.Option("--held/--free", help="What must be.")], stack: Stack = "local"
) -> None:
    """Prove that a tenant is held, or is free: by asking for its deletion's permission."""
    from scripts.tenants import holds

    with opened(stack) as session:
        if bool(holds.of(session, tenant)) != held:
            raise UserError(f"Tenant {tenant} is {'free' if held else 'held'}.")
        print("held" if held else "free")


@app.command()
def archive(tenant: Tenant, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Copy what law requires to be kept, under a key of its own."""
    from scripts.tenants import holds

    with opened(stack) as session:
        tell(holds.archive(session, tenant), as_json)


@app.command()
def read(
    tenant: Tenant, purpose: Annotated[str, typer.Option()], stack: Stack = "local", as_json: AsJson = False
) -> None:
    """Open the archive after writing down why, and prove that it is whole."""
    from scripts.tenants import holds

    with opened(stack) as session:
        tell(holds.read(session, tenant, purpose), as_json)


@app.command("discard-archive")
def discard_archive(tenant: Tenant, stack: Stack = "local") -> None:
    """Take a wrong archive back, while the hold is in force."""
    from scripts.tenants import holds

    with opened(stack) as session:
        holds.discard(session, tenant)


@app.command()
def drop(tenant: Tenant, stack: Stack = "local") -> None:
    """Remove the archive when the law asks for it no longer."""
    from scripts.tenants import holds

    with opened(stack) as session:
        print(holds.drop(session, tenant), "removed")


@app.command("check-dropped")
def check_dropped(tenant: Tenant, stack: Stack = "local") -> None:
    """Prove that the archive is gone."""
    from scripts.tenants import holds

    with opened(stack) as session:
        if left := holds.archived(session, tenant):
            raise UserError(f"{left} archives of tenant {tenant} are left.")
        print("gone")
