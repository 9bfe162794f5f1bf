"""What is dumped, and where to: one database, the keys that seal and sign it, the container that keeps it."""

from __future__ import annotations

import json
import os

from pydantic import Field, ValidationError

from scripts.errors import UserError
from scripts.estate import COULD_NOT_VERIFY, Backups, Data, Estate, Part, Server, Vault

VARIABLE = "CORDON_DUMP"  # a job's own description, as JSON: it has no engine to ask for the stack's outputs


class Source(Part):
    """`role` signs in to the server. Names and ids only, never a secret."""

    environment: str
    region: str
    server: Server
    database: str
    role: str
    vault: Vault
    signing_key: str = Field(alias="signingKey")
    backups: Backups

    @property
    def folder(self) -> str:
        """Where the database's dumps lie in the container. A server's name is unique in all of Azure."""
        return f"dumps/{self.server.name}/{self.database}/"


def of(estate: Estate, region: str | None = None, cell: str | None = None) -> Source:
    """The database of a region, the primary one if none is named, or of a cell in it.

    UserError where there is none, or it has no container for dumps.
    """
    name, found = region or estate.primary, data(estate, region, cell)
    if not found.backups:
        raise UserError(
            f"Region {name} has no container for dumps (output regions.{name}.backups); deploy the stack first.",
            exit_code=COULD_NOT_VERIFY,
        )
    return Source(
        environment=estate.environment,
        region=name,
        server=found.server,
        database=found.database,
        role=found.administrator,
        vault=found.vault,
        signing_key=found.signing_key,
        backups=found.backups,
    )


def data(estate: Estate, region: str | None = None, cell: str | None = None) -> Data:
    """A region's first data tier, or a cell's. UserError names what there is."""
    name = region or estate.primary
    if name not in estate.regions:
        raise UserError(f"Region {name!r} is not in the environment; allowed are {', '.join(estate.regions)}.")
    if not cell:
        return estate.regions[name]
    cells = estate.regions[name].cells
    if cell not in cells:
        allowed = ", ".join(cells) or "none, as the region has no cells"
        raise UserError(f"Cell {cell!r} is not in {name}; allowed are {allowed}.")
    return cells[cell]


def from_environment() -> Source | None:
    """The source that CORDON_DUMP describes; None where it is not set. UserError names what is wrong in it."""
    if not (text := os.environ.get(VARIABLE)):
        return None
    try:
        return Source.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{VARIABLE}: {where}: {first['msg']}.") from None
    except ValueError as error:
        raise UserError(f"{VARIABLE} can't be read as JSON: {error}.") from None
