"""Fill an estate's database and content container with generated tenants. Run again, it adds what is missing."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from azure.storage.blob import ContainerClient

from scripts.azure import Azure
from scripts.estate import Region
from scripts.workload import rows
from scripts.workload.generated import Document, Tenant, tenant
from scripts.workload.keys import Keys, encrypt

SEED, TENANTS = 2026, 6
WRITERS = 4


@dataclass
class Seeded:
    """What was added, and how many tenants were there already."""

    tenants: int = 0
    rows: int = 0
    blobs: int = 0
    present: int = 0


def seed(
    azure: Azure,
    region: Region,
    *,
    tenants: int = TENANTS,
    number: int = SEED,
    progress: Callable[[str, int, int], None] = lambda name, done, total: None,
) -> Seeded:
    """Make `tenants` tenants drawn from the seed `number`. `progress` is told each tenant's name, done and total.

    Errors of Azure's clients and of PostgreSQL pass through; what was finished before stays.
    """
    done, keys = Seeded(), Keys(azure, region)
    content = azure.blobs(region.storage.blob_url).get_container_client(region.storage.content)
    with azure.connect(region.server.fqdn, region.database, region.administrator) as connection:
        rows.apply_schema(connection)
        for each in range(tenants):
            generated = tenant(number, each)
            progress(generated.name, each, tenants)
            stored = rows.stored_key(connection, generated.id)
            # Blobs first: a row never names one that isn't there.
            if stored:
                done.present += 1
                done.blobs += len(put_blobs(content, generated, keys.open(stored)).added)
            else:
                key, wrapped = keys.make()
                blobs = put_blobs(content, generated, key, overwrite=True)  # an interrupted run had another key
                done.tenants += 1
                done.blobs += len(blobs.added)
                done.rows += rows.write(connection, generated, wrapped, blobs.stored)
                connection.commit()
    progress("", tenants, tenants)
    return done


@dataclass(frozen=True)
class Blobs:
    """What each document's blob holds, and which of them were missing."""

    stored: dict[str, rows.Stored]
    added: list[str]


def put_blobs(content: ContainerClient, generated: Tenant, key: bytes, *, overwrite: bool = False) -> Blobs:
    """Store the tenant's documents, encrypted with its key; those that are there already only with `overwrite`."""
    there = set() if overwrite else {blob.name for blob in content.list_blobs(name_starts_with=f"{generated.id}/")}
    missing = [document for document in generated.documents if document.blob not in there]

    def put(document: Document) -> tuple[str, rows.Stored]:
        data = encrypt(key, document.blob, document.content)
        content.upload_blob(document.blob, data, overwrite=True)
        return document.blob, (hashlib.sha256(data).hexdigest(), len(data))

    with ThreadPoolExecutor(WRITERS) as writers:
        stored = dict(writers.map(put, missing))
    return Blobs(stored, [document.blob for document in missing])
