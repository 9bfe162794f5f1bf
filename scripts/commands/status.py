"""`cordon status`: the public status page and security.txt, published and checked."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from scripts.errors import UserError
from scripts.session import AsJson, DryRun, Stack, opened, tell

app = typer.Typer(help="The public status page and security.txt.", no_args_is_help=True)


@app.command()
def publish(stack: Stack = "local", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Write the page, its data and security.txt out of what was measured. Meant to run every quarter of an hour."""
    from scripts.status import publishing

    with opened(stack) as session:
        tell(publishing.publish(session, datetime.now(UTC), dry_run=dry_run), as_json)


@app.command()
def check(stack: Stack = "local") -> None:
    """Fail where what is published is missing, old, about to expire or not what the settings say."""
    from scripts.status import publishing

    with opened(stack) as session:
        if found := publishing.problems(session, datetime.now(UTC)):
            raise UserError(" ".join(found))
        typer.echo("Published, fresh and valid.")
