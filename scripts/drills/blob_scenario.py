"""What the scenarios have in common that lose blobs: the inventory before, canaries among them, a copy in the vault."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContainerClient
from psycopg import sql

from scripts.drills import tenant, vaulted
from scripts.drills.canaries import Canary, genuine, mark
from scripts.drills.drill import Drill
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.layout import BLOB_COLUMN, DOCUMENTS, HASH_COLUMN, SCHEMA
from scripts.drills.scenario import Scenario

READERS = 4
CANARIES = 3


@dataclass
class Blobs:
    """What is in the content container before the disaster. `inventory`: SHA-256 by name, as rows say."""

    drill: Drill
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    inventory: dict[str, str] = field(default_factory=dict)
    canaries: list[Canary] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return f"canaries/{self.drill.id}/"

    def write_canaries(self) -> None:
        self.drill.journal.write("blobs", prefix=self.prefix)
        container = tenant.content(self.drill)
        for number in range(1, CANARIES + 1):
            at, nonce = datetime.now(UTC), secrets.token_bytes(16)
            canary = Canary(number, at, nonce, mark(self.key, number, at, nonce))
            text = {"sequence": number, "at": at.isoformat(), "nonce": nonce.hex(), "hmac": canary.hmac.hex()}
            container.upload_blob(f"{self.prefix}{number}", json.dumps(text).encode())
            self.canaries.append(canary)

    def read_canaries(self, container: ContainerClient) -> list[Canary]:
        found = []
        for blob in container.list_blobs(name_starts_with=self.prefix):
            text = json.loads(container.download_blob(blob.name).readall())
            at, nonce = datetime.fromisoformat(text["at"]), bytes.fromhex(text["nonce"])
            canary = Canary(text["sequence"], at, nonce, bytes.fromhex(text["hmac"]))
            if genuine(self.key, canary):
                found.append(canary)
        return sorted(found, key=lambda one: one.sequence)

    def take_inventory(self) -> None:
        """Names and hashes from the rows that name blobs: what is in the container must be what the rows say."""
        query = sql.SQL("select {blob}, {hash} from {table} where {blob} is not null").format(
            blob=sql.Identifier(BLOB_COLUMN), hash=sql.Identifier(HASH_COLUMN), table=sql.Identifier(SCHEMA, DOCUMENTS)
        )
        with self.drill.connect_source() as connection:
            connection.execute("set row_security = off")
            self.inventory = {
                blob: digest.hex() if isinstance(digest, bytes) else digest
                for blob, digest in connection.execute(query)
            }
        if not self.inventory:
            raise UnverifiedError("No row names a blob, so nothing could be compared.")

    def own(self) -> list[str]:
        """Blobs of the drill's own tenant."""
        return sorted(name for name in self.inventory if name.startswith(f"{self.drill.tenant}/"))


def states(container: ContainerClient, expected: dict[str, str]) -> dict[str, list[str]]:
    """Names of blobs that are right, missing and changed."""

    def state(pair: tuple[str, str]) -> str:
        digest = hashlib.sha256()
        try:
            for chunk in container.download_blob(pair[0]).chunks():
                digest.update(chunk)
        except ResourceNotFoundError:
            return "missing"
        return "right" if digest.hexdigest() == pair[1] else "changed"

    with ThreadPoolExecutor(READERS) as readers:
        told = list(readers.map(state, expected.items()))
    found: dict[str, list[str]] = {"right": [], "missing": [], "changed": []}
    for name, how in zip(expected, told, strict=True):
        found[how].append(name)
    return found


@dataclass
class RecoveredBlobs:
    """The container in which they are back. `expected`: of those that this scenario had lost."""

    drill: Drill
    scenario: Scenario
    blobs: Blobs
    container: ContainerClient
    expected: dict[str, str]
    resource: str | None
    also: dict[str, Any] = field(default_factory=dict)

    @property
    def reaches(self) -> datetime | None:
        found = self.blobs.read_canaries(self.container)
        return found[-1].written_at if found else None


class BlobScenario(Scenario):
    stores = ("blobs",)
    method = "loss minus the time of the youngest canary among the blobs that came back"
    suffix: str

    def __init__(self) -> None:
        self.blobs: Blobs | None = None
        self.point = ""

    @property
    def before(self) -> Blobs:
        if not self.blobs:
            raise UnverifiedError("The inventory was not taken.")
        return self.blobs

    def region(self, drill: Drill) -> str:
        return drill.estate.primary

    def preflight(self, drill: Drill) -> str:
        return f"{drill.source.storage.name} is protected by instance {vaulted.instance(drill).name}"

    def prepare(self, drill: Drill) -> str:
        self.blobs = Blobs(drill)
        self.blobs.take_inventory()
        self.blobs.write_canaries()
        _, self.point = vaulted.take(drill)
        return f"{len(self.blobs.inventory)} blobs, recovery point {self.point[:12]}"


def fetch(source: ContainerClient, target: ContainerClient, names: Iterable[str]) -> int:
    """Copy blobs by name, over what is there; how many."""
    done = 0
    for name in names:
        target.upload_blob(name, source.download_blob(name).readall(), overwrite=True)
        done += 1
    return done
