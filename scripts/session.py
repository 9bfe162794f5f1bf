"""What every operation starts from: the estate, Azure's clients, the database, the two containers."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any

import psycopg
import typer
from azure.core.exceptions import AzureError
from azure.storage.blob import ContainerClient

from scripts.azure import Azure
from scripts.drills.exit_codes import sentence
from scripts.errors import UserError
from scripts.estate import Estate, Region, load

if TYPE_CHECKING:
    from scripts.drills.drill import Drill

Stack = Annotated[str, typer.Option("--stack", "-s", help="The Pulumi stack whose environment is meant.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
WORKLOAD_ADMIN = "set row_security = off"  # the operator bypasses row security, and says so


@dataclass
class Session:
    """An environment, entered. Errors of Azure and PostgreSQL pass through; `opened` makes sentences of them."""

    estate: Estate
    azure: Azure

    @property
    def home(self) -> Region:
        return self.estate.home

    @contextmanager
    def database(self) -> Generator[psycopg.Connection[Any]]:
        """The primary's database, past row security. Commits at the end."""
        with self.azure.connect(self.home.server.fqdn, self.home.database, self.home.administrator) as connection:
            connection.execute(WORKLOAD_ADMIN)
            yield connection

    @cached_property
    def content(self) -> ContainerClient:
        return self._container(self.home.storage.content)

    @cached_property
    def evidence(self) -> ContainerClient:
        return self._container(self.home.storage.evidence)

    def _container(self, name: str) -> ContainerClient:
        return self.azure.blobs(self.home.storage.blob_url).get_container_client(name)

    @property
    def drill(self) -> Drill:
        """For the functions that drills and operations share: a drill that never begins."""
        from scripts.drills.drill import Drill

        return Drill("-", self.estate, self.azure, None, "-")  # ty: ignore[invalid-argument-type]


@contextmanager
def opened(stack: str) -> Generator[Session]:
    """Enter the environment of a stack. Whatever Azure or PostgreSQL refuse ends in one sentence."""
    estate = load(stack)
    try:
        yield Session(estate, Azure(estate.subscription))
    except AzureError as error:
        raise UserError(sentence(error)) from None
    except psycopg.Error as error:
        raise UserError(f"{estate.home.server.name}: {sentence(error)}") from None


def tell(facts: Mapping[str, Any], as_json: bool, text: Callable[[Mapping[str, Any]], str] | None = None) -> None:
    """Facts as one JSON object, or as `name: value` lines."""
    if as_json:
        typer.echo(json.dumps(facts, default=str))
    else:
        typer.echo(text(facts) if text else "\n".join(f"{name}: {value}" for name, value in facts.items()))
