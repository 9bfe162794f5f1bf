"""A dump: one database at one moment, sealed, signed, read back, in a container that lets nothing be changed.

Format, version 1. Three blobs below `dumps/<server>/<database>/<id>/`; an id sorts by time:

    database.dump.sealed   `pg_dump --format=custom --snapshot=…`, sealed as `scripts.backup.sealing` says with a data
                           key of its own, bound to the blob's name
    manifest.json          `Dump` below, in canonical form (RFC 8785): whose the dump is; the data key, wrapped by the
                           vault's key of the name `backup` (RSA-OAEP-256); size and SHA-256 of the archive and of the
                           sealed blob; the roles that it names; and, taken in the very snapshot, the same manifest that
                           drills compare copies with: counts and digests of every table and tenant, structure,
                           row security, grants, sequences
    manifest.dsse.json     an in-toto statement about manifest.json in a DSSE envelope, signed with the evidence key

They are written in this order, each once: what has no envelope is no dump. `store.read` checks signature and form,
`store.archive` gives the plaintext, `restore.restore` brings it into an empty database.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import psycopg
from azure.keyvault.keys.crypto import KeyWrapAlgorithm
from azure.storage.blob import ContainerClient, ContentSettings
from psycopg import IsolationLevel
from pydantic import BaseModel, ConfigDict

from scripts.azure import Azure
from scripts.backup import archive, sealing
from scripts.backup.source import Source
from scripts.drills import signing
from scripts.drills.manifest import Manifest, look

SEALED, MANIFEST, ENVELOPE = "database.dump.sealed", "manifest.json", "manifest.dsse.json"
ATTESTATION = "urn:cordon:attestation:dump:v1"
WRAP = KeyWrapAlgorithm.rsa_oaep_256
BLOCK = 32 << 20  # bytes; Azure takes 50,000 blocks, so dumps up to 1.5 TiB
ROLES = """
    select distinct r.rolname from pg_shdepend d join pg_roles r on r.oid = d.refobjid
    where d.refclassid = 'pg_authid'::regclass and r.rolname !~ '^(pg|azure)'
      and d.dbid = (select oid from pg_database where datname = current_database())
    order by 1"""


class Facts(BaseModel):
    """Length in bytes and SHA-256 of a stream."""

    model_config = ConfigDict(frozen=True)

    size: int
    sha256: str


class Dump(BaseModel):
    """manifest.json. `wrapped`: base64; `key_id`: the wrapping key with its version."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    id: str
    blob: str
    key_id: str
    wrap: str = str(WRAP.value)
    wrapped: str
    plain: Facts
    sealed: Facts
    pg_dump: str
    roles: list[str]
    started: datetime
    ended: datetime
    manifest: Manifest

    @property
    def rows(self) -> dict[str, int]:
        """Rows of each table that has any."""
        found: dict[str, int] = {}
        for fact in self.manifest.seen.tables:
            found[fact.table] = found.get(fact.table, 0) + fact.rows
        return found


@dataclass
class Meter:
    """Counts and hashes what flows through it."""

    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def through(self, content: Iterable[bytes], tell: Callable[[int], None] = lambda _: None) -> Iterator[bytes]:
        for part in content:
            self.size += len(part)
            self.digest.update(part)
            tell(self.size)
            yield part

    @property
    def facts(self) -> Facts:
        return Facts(size=self.size, sha256=self.digest.hexdigest())


def container(azure: Azure, source: Source) -> ContainerClient:
    """Azure's errors pass through."""
    service = azure.blobs(source.backups.blob_url, max_block_size=BLOCK, max_single_put_size=BLOCK)
    return service.get_container_client(source.backups.container)


def write(
    azure: Azure, source: Source, progress: Callable[[int], None] = lambda _: None, *, at: datetime | None = None
) -> Dump:
    """Dump the database, seal, store, sign. `progress` is told the bytes that were sealed so far.

    `at` is when the dump counts as begun, where a drill simulates a history: never of the estate's own dumps.

    Errors of Azure, of PostgreSQL and `archive.ArchiveError` pass through; what was stored before has no envelope and
    so is no dump. Nothing is ever kept on disk, and no plaintext leaves the process.
    """
    started = at or datetime.now(UTC)
    name = f"{started:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    blob, target = f"{source.folder}{name}/{SEALED}", container(azure, source)
    key = secrets.token_bytes(sealing.KEY)
    key_id, wrapped = _wrap(azure, source, key)
    plain, sealed = Meter(), Meter()
    with azure.connect(source.server.fqdn, source.database, source.role) as connection, _snapshot(connection) as shared:
        seen = look(connection)
        roles = [role for (role,) in connection.execute(ROLES)]
        variables = azure.libpq(source.server.fqdn, source.database, source.role)
        content = sealing.seal(key, blob, plain.through(archive.dump(variables, shared)))
        target.upload_blob(
            blob,
            sealed.through(content, progress),
            overwrite=False,
            content_settings=ContentSettings(content_type="application/octet-stream"),
        )
    done = Dump(
        id=name,
        blob=blob,
        key_id=key_id,
        wrapped=base64.b64encode(wrapped).decode(),
        plain=plain.facts,
        sealed=sealed.facts,
        pg_dump=archive.version(),
        roles=roles,
        started=started,
        ended=datetime.now(UTC),
        manifest=Manifest(
            drill=name,
            environment=source.environment,
            region=source.region,
            server=source.server.name,
            database=source.database,
            seen=seen,
        ),
    )
    manifest = signing.canonical(done.model_dump(mode="json"))
    about = {"id": name, "sealed": done.sealed.model_dump(mode="json")}
    envelope = signing.sign(azure, source, signing.statement({MANIFEST: manifest}, about, ATTESTATION))
    settings = ContentSettings(content_type="application/json")
    for what, body in ((MANIFEST, manifest), (ENVELOPE, json.dumps(envelope, indent=1).encode())):
        target.upload_blob(f"{source.folder}{name}/{what}", body, overwrite=False, content_settings=settings)
    return done


def _wrap(azure: Azure, source: Source, key: bytes) -> tuple[str, bytes]:
    """The full id of the current version of the vault's key, and the data key wrapped by it."""
    key_id = str(azure.keys(source.vault.uri).get_key(source.backups.key).id)
    return key_id, azure.cryptography(key_id).wrap_key(WRAP, key).encrypted_key


@contextmanager
def _snapshot(connection: psycopg.Connection[Any]) -> Generator[str]:
    """A read-only transaction of one moment, and the name by which `pg_dump` joins it."""
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    # The transaction only waits while the dump runs.
    connection.execute("set local idle_in_transaction_session_timeout = 0")
    one = connection.execute("select pg_export_snapshot()").fetchone()
    assert one
    yield one[0]
    connection.rollback()
