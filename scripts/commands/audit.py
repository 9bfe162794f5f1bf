"""`cordon audit`: a customer's audit trail as a signed file."""

from __future__ import annotations

from typing import Annotated

import typer

from scripts.session import AsJson, Stack, opened, tell

app = typer.Typer(help="Customers' audit trails: export, proof.", no_args_is_help=True)

Tenant = Annotated[str, typer.Argument(help="The tenant's id.")]
Run = Annotated[str, typer.Option("--run", envvar="CORDON_RUN", help="Names the file.")]


@app.command()
def export(tenant: Tenant, run: Run, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Write the trail, encrypted with the tenant's key and signed."""
    from scripts.tenants import audit

    with opened(stack) as session:
        tell(audit.export(session, tenant, run), as_json)


@app.command()
def check(tenant: Tenant, run: Run, stack: Stack = "local", as_json: AsJson = False) -> None:
    """Prove that it is whole: signature, every event, no content."""
    from scripts.tenants import audit

    with opened(stack) as session:
        tell(audit.check(session, tenant, run), as_json)


@app.command()
def drop(tenant: Tenant, run: Run, stack: Stack = "local") -> None:
    """Remove it."""
    from scripts.tenants import audit

    with opened(stack) as session:
        audit.drop(session, tenant, run)
