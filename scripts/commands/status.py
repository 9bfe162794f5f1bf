"""`cordon status`: the public status page and security.txt, published and checked."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from scripts.errors import UserError
from scripts.session import AsJson, DryRun, Stack, tell

if TYPE_CHECKING:
    from scripts.azure import Azure
    from scripts.status.source import Source

app = typer.Typer(help="The public status page and security.txt.", no_args_is_help=True)


@app.command()
def publish(stack: Stack = "local", dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Write the page, its data and security.txt out of what was measured. Where CORDON_STATUS is set, as that says."""
    from scripts.status import publishing

    with _opened(stack) as (azure, source):
        tell(publishing.publish(azure, source, datetime.now(UTC), dry_run=dry_run), as_json)


@app.command()
def check(stack: Stack = "local") -> None:
    """Fail where what is published is missing, old, about to expire or not what the settings say."""
    from scripts.status import publishing

    with _opened(stack) as (azure, source):
        if found := publishing.problems(azure, source, datetime.now(UTC)):
            raise UserError(" ".join(found))
        typer.echo("Published, fresh and valid.")


@contextmanager
def _opened(stack: str) -> Generator[tuple[Azure, Source]]:
    """What there is to publish. Whatever Azure refuses ends in one sentence."""
    from azure.core.exceptions import AzureError

    from scripts.azure import Azure
    from scripts.drills.exit_codes import sentence
    from scripts.estate import load
    from scripts.status import source as sources

    source = sources.from_environment() or sources.of(load(stack))
    try:
        yield Azure(source.subscription), source
    except AzureError as error:
        raise UserError(sentence(error)) from None
