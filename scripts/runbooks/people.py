"""Who is at work: by the object id in the token that Entra gave them. A name typed in proves nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContainerClient

from scripts.azure import ARM, Azure
from scripts.drills import signing
from scripts.errors import UserError
from scripts.estate import Estate
from scripts.runbooks.book import Block, Runbook

VALID = timedelta(hours=8)
APPROVAL = "urn:cordon:attestation:approval:v1"
FOLDER = "runbooks"


def who(azure: Azure) -> str:
    """The object id of whoever is signed in."""
    token = azure.credential.get_token(f"{ARM}/.default").token
    return str(jwt.decode(token, options={"verify_signature": False})["oid"])


def evidence(azure: Azure, estate: Estate) -> ContainerClient:
    storage = estate.home.storage
    return azure.blobs(storage.blob_url).get_container_client(storage.evidence)


def _name(run: str, block: Block) -> str:
    return f"{FOLDER}/{run}/approval-{block.id}.json"


def _subject(book: Runbook, block: Block, inputs: dict[str, str]) -> dict[str, bytes]:
    """What is agreed to: this text with these values, and no other."""
    agreed = {"runbook": book.sha256, "block": block.id, "inputs": inputs}
    return {"block": signing.canonical(agreed)}


def approve(azure: Azure, estate: Estate, run: str, book: Runbook, block: Block, inputs: dict[str, str]) -> str:
    """The second person's agreement, signed with the vault's key, whose log names who signed. Returns their id."""
    person = who(azure)
    facts = {"run": run, "block": block.id, "by": person, "at": datetime.now(UTC).isoformat()}
    envelope = signing.sign(azure, estate.home, signing.statement(_subject(book, block, inputs), facts, APPROVAL))
    evidence(azure, estate).upload_blob(_name(run, block), signing.canonical(envelope), overwrite=True)
    return person


def approver(
    azure: Azure, estate: Estate, run: str, book: Runbook, block: Block, inputs: dict[str, str], operator: str
) -> str | None:
    """Who agreed: somebody else, not long ago, to exactly this. None if nobody has; UserError if it doesn't count."""
    try:
        content = evidence(azure, estate).download_blob(_name(run, block)).readall()
    except ResourceNotFoundError:
        return None
    try:
        facts: dict[str, Any] = signing.verify(signing.rfc_loads(content), _subject(book, block, inputs))["predicate"]
    except ValueError as error:
        raise UserError(f"The approval of block {block.id} does not count: {error}.") from None
    if facts["run"] != run or facts["by"] == operator:
        raise UserError(f"The approval of block {block.id} is by {facts['by']}, who runs this; it must be another's.")
    if datetime.now(UTC) - datetime.fromisoformat(facts["at"]) > VALID:
        raise UserError(f"The approval of block {block.id} is older than {VALID}; ask for a new one.")
    return str(facts["by"])
