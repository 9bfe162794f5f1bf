"""The geo-redundant copy of a stanza: blobs go to the paired region's account one after another, behind the writer.

Data go first and what refers to them last, so that the copy can be restored from at any moment, and it can be
interrupted anywhere. The point it has reached is a WAL segment: all transactions in it and before it are in the copy.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from azure.core import MatchConditions
from azure.core.exceptions import ResourceModifiedError, ResourceNotFoundError
from azure.storage.blob import BlobProperties, ContainerClient

from local.data.errors import RestoreError
from local.data.pgbackrest import Backup
from local.data.stanza import COPY, PRIMARY, Stanza
from local.home import Home

_SEGMENT = re.compile(r"archive/[^/]+/[^/]+/[0-9A-F]{16}/([0-9A-F]{24})-[0-9a-f]{40}(?:\.\w+)?$")
_ORIGIN = "origin"  # metadata of a copied blob: the version it was copied from


def rank(name: str) -> int:
    """What must be there before it may be: 0 data and WAL, 1 manifests, 2 the two lists of what there is."""
    if name.endswith((".info", ".info.copy")):
        return 2
    return 1 if "backup.manifest" in name else 0


def segment(name: str) -> str | None:
    """The WAL segment in a blob of this name, or None."""
    match = _SEGMENT.search(name)
    return match[1] if match else None


def sync(home: Home, stanza: Stanza) -> bool:
    """Bring the copy up to date with the primary as listed now. False: something changed meanwhile, so go on later.

    Keeps `stanza.copied`: the last segment copied, and when it had been archived.
    """
    with stanza.account(home, PRIMARY).client() as here, stanza.account(home, COPY).client() as there:
        source = here.get_container_client(stanza.container(PRIMARY))
        target = there.get_container_client(stanza.container(COPY))
        listed = sorted(source.list_blobs(), key=lambda blob: (rank(blob.name), blob.name))
        copied = {blob.name: (blob.metadata or {}).get(_ORIGIN) for blob in target.list_blobs(include=["metadata"])}
        for blob in listed:
            if copied.get(blob.name) != _version(blob) and not _copy(blob, source, target):
                return False  # nothing that comes after may refer to what isn't there
        _note(home, stanza, listed)
        for name in copied.keys() - {blob.name for blob in listed}:  # expired, and not listed any more
            target.delete_blob(name)
    return True


def _version(blob: BlobProperties) -> str:
    return str(blob.etag).strip('"')


def _copy(blob: BlobProperties, source: ContainerClient, target: ContainerClient) -> bool:
    try:
        reader = source.download_blob(blob.name, etag=blob.etag, match_condition=MatchConditions.IfNotModified)
        data = reader.readall() if blob.size < 1 << 20 else reader.chunks()
        target.upload_blob(blob.name, data, length=blob.size, overwrite=True, metadata={_ORIGIN: _version(blob)})
    except (ResourceModifiedError, ResourceNotFoundError):
        return False
    return True


def _note(home: Home, stanza: Stanza, listed: list[BlobProperties]) -> None:
    archived = {name: blob.last_modified for blob in listed if (name := segment(blob.name))}
    if archived:
        last = max(archived)
        copied = {"segment": last, "archived": archived[last].isoformat()}
        if copied != stanza.copied and (stanza.folder(home) / "record.json").exists():
            current = Stanza.load(home, stanza.name)
            current.copied = stanza.copied = copied
            current.save(home)


def copied_point(stanza: Stanza) -> datetime | None:
    """When the last copied segment had been archived: no transaction in the copy is younger. None before the first."""
    return datetime.fromisoformat(stanza.copied["archived"]) if stanza.copied else None


def segments(home: Home, stanza: Stanza, place: str) -> Iterator[str]:
    """WAL segments in a repository, in order."""
    with stanza.account(home, place).client() as client:
        blobs = client.get_container_client(stanza.container(place)).list_blobs(name_starts_with="archive/")
        yield from sorted({name for blob in blobs if (name := segment(blob.name))})


def last_of_unbroken(home: Home, stanza: Stanza, place: str, backup: Backup) -> str:
    """The last segment of the WAL that begins with a backup; RestoreError where one in between is missing.

    PostgreSQL would take a gap for the end, promote, and lose what comes after without a word.
    """
    timeline = backup.first_wal[:8]
    wal = [name for name in segments(home, stanza, place) if name[:8] == timeline and name >= backup.first_wal]
    expected = _number(backup.first_wal)
    for name in wal:
        if _number(name) != expected:
            break
        expected += 1
    else:
        if wal and wal[-1] >= backup.last_wal:
            return wal[-1]
    missing = f"{timeline}{expected >> 8:08X}{expected & 0xFF:08X}"
    raise RestoreError(f"WAL segment {missing} is missing from the {place} of backup {backup.label}.")


def _number(name: str) -> int:
    """Position of a 16 MB segment: 256 of them to a log file."""
    return int(name[8:16], 16) << 8 | int(name[16:24], 16)
