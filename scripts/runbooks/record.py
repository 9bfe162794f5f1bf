"""What a run leaves as evidence: canonical JSON, signed by the vault's key, checkable offline.

Counts, digests, ids, times: what the blocks printed stays out, but for the facts that a block declares.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from azure.storage.blob import ContainerClient, ContentSettings
from pydantic import BaseModel, ConfigDict, Field

from scripts.drills import journal, signing
from scripts.runbooks import redaction
from scripts.runbooks.runs import ESTATE, LOCK

RECORD, ENVELOPE = "record.json", "record.dsse.json"
FOLDER = "runbooks"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BlockRecord(Part):
    """`attempts` counts starts; `interrupted` those that a dead runner left. `undone`: the rollback was rehearsed."""

    id: str
    effect: Literal["read", "change", "destroy"]
    state: Literal["done", "failed", "rolled back", "not reached"]
    attempts: int
    interrupted: int
    seconds: float
    verified: bool | None
    undone: bool
    confirmed_by: list[str]
    output_sha256: str | None
    facts: dict[str, Any] | None
    sentence: str = ""


class Record(Part):
    version: Literal[1] = 1
    run: str
    runbook: str
    runbook_sha256: str
    title: str
    owner: str
    serves: list[str]
    mode: Literal["rehearse", "run"]
    environment: str
    subscription: str
    operator: str  # Entra's object id
    started: datetime
    ended: datetime
    state: Literal["done", "failed", "abandoned"]
    sentence: str
    inputs: dict[str, str]
    blocks: list[BlockRecord] = Field(min_length=1)
    versions: dict[str, str]
    journal: str  # hash of its last entry when the record was made


def predicate(record: Record) -> dict[str, Any]:
    """in-toto's test-result: every block, and how it ended. One that was not reached has not passed."""
    return {
        "result": "PASSED" if record.state == "done" else "FAILED",
        "configuration": [
            {"name": f"{record.mode} of {record.runbook}", "content": base64.b64encode(record.run.encode()).decode()}
        ],
        "passedTests": [block.id for block in record.blocks if block.state == "done"],
        "warnedTests": [],
        "failedTests": [block.id for block in record.blocks if block.state != "done"],
    }


def load(folder: Path) -> Record:
    return Record.model_validate(json.loads((folder / RECORD).read_text()))


def upload(container: ContainerClient, folder: Path, run: str) -> None:
    """Record, signature and journal; the rest of the folder stays on the machine."""
    kind = ContentSettings(content_type="application/json")
    for name in (RECORD, ENVELOPE, journal.FILE):
        content = (folder / name).read_bytes()
        container.upload_blob(f"{FOLDER}/{run}/{name}", content, overwrite=True, content_settings=kind)


def check(folder: Path, key: str | None = None) -> str:
    """One sentence on what is proven; ValueError says what isn't. Needs nothing but the folder's files.

    `key`: the thumbprint (RFC 7638) of the key that must have signed.
    """
    content = (folder / RECORD).read_bytes()
    record = Record.model_validate(signing.rfc_loads(content))
    if not (folder / ENVELOPE).exists():
        raise ValueError("it is not signed")
    envelope = json.loads((folder / ENVELOPE).read_text())
    statement = signing.verify(envelope, {RECORD: content})
    if [subject["name"] for subject in statement["subject"]] != [RECORD]:
        raise ValueError(f"the signature is not about {RECORD}")
    if statement["predicate"] != predicate(record):
        raise ValueError("the signed result is not the one in the record")
    thumbprint = signing.thumbprint(envelope["publicKey"])
    if key and thumbprint != key:
        raise ValueError(f"it was signed by key {thumbprint}, not {key}")
    if (folder / journal.FILE).exists():
        entries, _ = journal.read(folder / journal.FILE)
        if record.journal not in {entry["hash"] for entry in entries}:
            raise ValueError("the journal is not the one of this record")
    if found := [one for one in redaction.scan(folder) if not one.startswith((LOCK, ESTATE))]:
        raise ValueError(f"it holds what looks like a secret: {found[0]}")
    done = sum(block.state == "done" for block in record.blocks)
    return (
        f"Run {record.run} ({record.mode} of {record.runbook}) is whole and signed by {thumbprint}: "
        f"{record.state}, {done} of {len(record.blocks)} blocks."
    )
