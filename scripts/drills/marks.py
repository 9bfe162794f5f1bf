"""Continuous marks: written into database, blobs and vault on a schedule, so that any later restore can be asked.

A mark has a sequence, a time, a nonce and an HMAC with a key that is in the vault. In the database its sequence is
negative, minus the second in which it was written: drills count theirs upwards from 1 and never meet it. With each
mark goes a signed manifest of the database, so that a restore to any moment has one to be compared with.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContainerClient, ContentSettings
from psycopg import sql

from scripts.drills import canaries, signing
from scripts.drills.canaries import KEEP, TABLE, Canary, genuine, mark
from scripts.drills.manifest import Manifest, observe

if TYPE_CHECKING:
    from scripts.azure import Azure
    from scripts.estate import Estate

HMAC_KEY, SECRET = "canary-hmac", "canary"  # secrets of the vault: the marks' key, and the mark in the vault
BLOBS = "canaries/marks/"  # in the content container
MANIFESTS = "manifests/"  # in the container of evidence
IN_THE_VAULT = timedelta(hours=20)  # between two marks there: each is a version for good, and a backup takes 500
LATE = timedelta(hours=2)  # how old the newest mark may be where they are written every hour


@dataclass(frozen=True)
class Written:
    """What one run has left: the mark, where, and the manifest that goes with it."""

    canary: Canary
    stores: tuple[str, ...]
    manifest: str
    rows: int


def key(azure: Azure, estate: Estate) -> bytes:
    """The marks' key, made when the first one is written. Azure's errors pass through."""
    client = azure.secrets(estate.home.vault.uri)
    try:
        return bytes.fromhex(client.get_secret(HMAC_KEY).value or "")
    except ResourceNotFoundError:
        made = secrets.token_bytes(32)
        client.set_secret(HMAC_KEY, made.hex(), content_type="application/octet-stream; encoding=hex")
        return made


def write(azure: Azure, estate: Estate) -> Written:
    """One mark everywhere, and a manifest. Errors of Azure and PostgreSQL pass through; what was written stays."""
    bare, home = key(azure, estate), estate.home
    with azure.connect(home.server.fqdn, home.database, home.administrator) as connection:
        canary = make(bare, canaries.clock_offset(connection))
        insert(connection, canary)
        connection.commit()
        content = azure.blobs(home.storage.blob_url).get_container_client(home.storage.content)
        put_blob(content, canary)
        stores = ["database", "blobs"]
        if put_secret(azure.secrets(home.vault.uri), canary):
            stores.append("keys")
        seen = observe(connection)
    name = f"{canary.written_at:%Y%m%d-%H%M%S}"
    manifest = Manifest(drill=name, environment=estate.environment, region=estate.primary, server=home.server.name,
                        database=home.database, seen=seen)  # fmt: skip
    evidence = azure.blobs(home.storage.blob_url).get_container_client(home.storage.evidence)
    store(azure, estate, evidence, name, manifest)
    return Written(canary, tuple(stores), f"{MANIFESTS}{name}.json", seen.rows)


def make(bare: bytes, offset: float) -> Canary:
    """A mark of now, by the server's clock; whole seconds, which are its sequence too."""
    at = (datetime.now(UTC) + timedelta(seconds=offset)).replace(microsecond=0)
    sequence, nonce = -int(at.timestamp()), secrets.token_bytes(16)
    return Canary(sequence, at, nonce, mark(bare, sequence, at, nonce))


def insert(connection: psycopg.Connection[Any], canary: Canary) -> None:
    values = (canary.sequence, canary.written_at, canary.nonce, canary.hmac)
    connection.execute(sql.SQL("delete from {} where written_at < now() - %s").format(TABLE), (KEEP,))
    connection.execute(
        sql.SQL("insert into {} (sequence, written_at, nonce, hmac) values (%s, %s, %s, %s)").format(TABLE), values
    )


def encode(canary: Canary) -> str:
    return json.dumps(
        {
            "sequence": canary.sequence, "at": canary.written_at.isoformat(),
            "nonce": canary.nonce.hex(), "hmac": canary.hmac.hex(),
        }
    )  # fmt: skip


def decode(text: str | bytes) -> Canary:
    """ValueError or KeyError where it is no mark."""
    facts = json.loads(text)
    at = datetime.fromisoformat(facts["at"])
    return Canary(facts["sequence"], at, bytes.fromhex(facts["nonce"]), bytes.fromhex(facts["hmac"]))


def put_blob(content: ContainerClient, canary: Canary) -> None:
    content.upload_blob(f"{BLOBS}{-canary.sequence}", encode(canary).encode(), overwrite=True)
    oldest = int((canary.written_at - KEEP).timestamp())
    for blob in content.list_blobs(name_starts_with=BLOBS):
        if int(blob.name.removeprefix(BLOBS)) < oldest:
            content.delete_blob(blob.name)


def put_secret(client: Any, canary: Canary) -> bool:
    """A version of the secret, once in a while; whether there is a new one."""
    try:
        newest = decode(client.get_secret(SECRET).value).written_at
    except (ResourceNotFoundError, ValueError, KeyError):
        newest = None
    if newest and canary.written_at - newest < IN_THE_VAULT:
        return False
    client.set_secret(SECRET, encode(canary), content_type="application/json")
    return True


def store(azure: Azure, estate: Estate, evidence: ContainerClient, name: str, manifest: Manifest) -> None:
    content = signing.canonical(manifest.model_dump(mode="json"))
    statement = signing.statement({f"{name}.json": content}, {"mark": name}, signing.MANIFEST)
    envelope = signing.canonical(signing.sign(azure, estate.home, statement))
    kind = ContentSettings(content_type="application/json")
    evidence.upload_blob(f"{MANIFESTS}{name}.json", content, overwrite=False, content_settings=kind)
    evidence.upload_blob(f"{MANIFESTS}{name}.dsse.json", envelope, overwrite=False, content_settings=kind)


def newest(azure: Azure, estate: Estate) -> dict[str, datetime | None]:
    """By store, when the newest genuine mark was written; None where there is none."""
    bare, home = key(azure, estate), estate.home
    with azure.connect(home.server.fqdn, home.database, home.administrator) as connection:
        query = sql.SQL(
            "select sequence, written_at, nonce, hmac from {} where sequence < 0 order by sequence limit 20"
        ).format(TABLE)
        found = {"database": [Canary(*row) for row in connection.execute(query)]}
    content = azure.blobs(home.storage.blob_url).get_container_client(home.storage.content)
    names = sorted(blob.name for blob in content.list_blobs(name_starts_with=BLOBS))[-1:]
    found["blobs"] = [decode(content.download_blob(name).readall()) for name in names]
    try:
        found["keys"] = [decode(azure.secrets(home.vault.uri).get_secret(SECRET).value or "")]
    except ResourceNotFoundError:
        found["keys"] = []
    return {
        where: max((one.written_at for one in marks if genuine(bare, one)), default=None)
        for where, marks in found.items()
    }


def late(found: dict[str, datetime | None], now: datetime) -> list[str]:
    """Sentences on the stores whose newest mark is missing or too old."""
    told = []
    for where, at in found.items():
        limit = IN_THE_VAULT + LATE + timedelta(hours=4) if where == "keys" else LATE
        if at is None:
            told.append(f"The {where} hold no genuine mark.")
        elif now - at > limit:
            told.append(f"The newest mark of the {where} is of {at:%Y-%m-%d %H:%M}Z; at most {limit} are allowed.")
    return told
