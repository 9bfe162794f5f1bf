"""The dumps that are kept: which there are, what one says of itself, and its content, each proven before it is used."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from azure.core.exceptions import ResourceNotFoundError
from pydantic import ValidationError

from scripts.azure import Azure
from scripts.backup import archive as archives
from scripts.backup import sealing
from scripts.backup.dump import ATTESTATION, ENVELOPE, MANIFEST, WRAP, Dump, Meter, container
from scripts.backup.source import Source
from scripts.drills import signing


class DumpError(Exception):
    """The dump is not what it must be; the message says how."""


def ids(azure: Azure, source: Source) -> list[str]:
    """Ids of the complete dumps, oldest first."""
    found = container(azure, source).list_blobs(name_starts_with=source.folder)
    return sorted(blob.name.split("/")[-2] for blob in found if blob.name.endswith(f"/{ENVELOPE}"))


def read(azure: Azure, source: Source, name: str) -> Dump:
    """What the dump says of itself, signed by a version of the region's evidence key. DumpError where it isn't."""
    folder = f"{source.folder}{name}/"
    target = container(azure, source)
    try:
        manifest = target.download_blob(f"{folder}{MANIFEST}").readall()
        envelope = json.loads(target.download_blob(f"{folder}{ENVELOPE}").readall())
        signed = signing.verify(envelope, {MANIFEST: manifest})
        found = Dump.model_validate(signing.rfc_loads(manifest))
    except ResourceNotFoundError:
        raise DumpError(f"dump {name} is not in {source.folder}, or incomplete") from None
    except (ValidationError, ValueError) as error:
        raise DumpError(f"dump {name}: {' '.join(str(error).split())}") from None
    if signed["predicateType"] != ATTESTATION or (found.id, found.blob.rpartition("/")[0] + "/") != (name, folder):
        raise DumpError(f"dump {name}: the manifest is of another dump, {found.id}")
    _prove_key(azure, source, name, envelope)
    return found


def archive(azure: Azure, source: Source, dump: Dump) -> Iterator[bytes]:
    """The plaintext. DumpError where it isn't, byte for byte, what was dumped: the last chunk comes only after that.

    Whoever acts on the whole must therefore act on the end of the stream and not before it.
    """
    key = azure.cryptography(dump.key_id).unwrap_key(WRAP, base64.b64decode(dump.wrapped)).key
    plain, sealed = Meter(), Meter()
    stored = container(azure, source).download_blob(dump.blob).chunks()
    held: bytes | None = None
    try:
        for chunk in plain.through(sealing.unseal(key, dump.blob, sealed.through(stored))):
            if held is not None:
                yield held
            held = chunk
    except sealing.SealError as error:
        raise DumpError(f"dump {dump.id}: {error}") from None
    for what, meter, expected in (("sealed blob", sealed, dump.sealed), ("archive", plain, dump.plain)):
        if meter.facts != expected:
            raise DumpError(f"dump {dump.id}: the {what} has {meter.facts}, its manifest says {expected}")
    yield held or b""


def verify(azure: Azure, source: Source, name: str) -> Dump:
    """Read a dump back whole: signature, seal, digests, and the rows of every table against its manifest."""
    dump = read(azure, source, name)
    try:
        found = archives.counts(archive(azure, source, dump))
    except archives.ArchiveError as error:
        raise DumpError(f"dump {name}: {error}") from None
    tables = {fact.table for fact in dump.manifest.seen.tables}
    found = {table: rows for table, rows in found.items() if rows and (table in tables or table in dump.rows)}
    if found != dump.rows:
        wrong = sorted(table for table in {*found, *dump.rows} if found.get(table) != dump.rows.get(table))
        table = wrong[0]
        raise DumpError(
            f"dump {name}: table {table} has {found.get(table, 0)} rows, its manifest says {dump.rows.get(table, 0)}"
        )
    return dump


def _prove_key(azure: Azure, source: Source, name: str, envelope: signing.Document) -> None:
    """An envelope brings its own key: it must be one of the vault's."""
    key_id = envelope["signatures"][0]["keyid"]
    expected = f"{source.vault.uri.rstrip('/')}/keys/{source.signing_key}/"
    if not key_id.startswith(expected):
        raise DumpError(f"dump {name}: signed with {key_id}; allowed are versions of {expected}")
    jwk = azure.keys(source.vault.uri).get_key(source.signing_key, key_id.removeprefix(expected)).key
    names = ("x", "y") if envelope["publicKey"]["kty"] == "EC" else ("n", "e")
    if any(signing.b64(getattr(jwk, each)) != envelope["publicKey"][each] for each in names):
        raise DumpError(f"dump {name}: the envelope's key is not the vault's {key_id}")
