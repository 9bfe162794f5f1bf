"""The end of a run: what its journal says becomes the record, which the vault's key signs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.azure import Azure
from scripts.drills import signing
from scripts.drills.evidence import versions
from scripts.drills.journal import Journal
from scripts.errors import UserError
from scripts.estate import Estate
from scripts.runbooks import record, redaction
from scripts.runbooks.book import Block, Runbook
from scripts.runbooks.record import BlockRecord, Record


def seal(azure: Azure, estate: Estate, book: Runbook, journal: Journal, state: str, sentence: str) -> Record:
    """Write the record and its signature beside the journal. UserError where it would hold a secret."""
    begun, folder = journal.of("begin")[0], journal.path.parent
    sealed = Record(
        run=begun["run"],
        runbook=book.name,
        runbook_sha256=book.sha256,
        title=book.front.title,
        owner=book.front.owner,
        serves=list(book.front.serves),
        mode=begun["mode"],
        environment=begun["environment"],
        subscription=begun["subscription"],
        operator=begun["operator"],
        started=begun["at"],
        ended=datetime.now(UTC),
        state=state,  # ty: ignore[invalid-argument-type]
        sentence=redaction.redact(sentence, redaction.secrets()),
        inputs=values(journal),
        blocks=[told(journal, block) for block in book.blocks],
        versions=versions(),
        journal=journal.head,
    )
    content = signing.canonical(sealed.model_dump(mode="json"))
    if kinds := redaction.find(content.decode(), redaction.secrets()):
        raise UserError(f"The record of run {sealed.run} would hold a {kinds[0]}; it is not signed.")
    statement = signing.statement({record.RECORD: content}, record.predicate(sealed))
    _write(folder / record.RECORD, content)
    _write(folder / record.ENVELOPE, signing.canonical(signing.sign(azure, estate.home, statement)))
    return sealed


def values(journal: Journal) -> dict[str, str]:
    """Inputs and what blocks set, by name."""
    return {entry["name"]: entry["value"] for entry in journal.of("input")}


def told(journal: Journal, block: Block) -> BlockRecord:
    """What the journal says of one block."""
    entries = [entry for entry in journal.entries if entry.get("block") == block.id]

    def of(kind: str) -> list[dict[str, Any]]:
        return [entry for entry in entries if entry["kind"] == kind]

    ran, confirmed, failed, rolled_back = of("ran"), of("confirmed"), of("failed"), of("rolled-back")
    state = "done" if of("done") else "not reached" if not entries else "failed"
    if rolled_back and rolled_back[-1]["exit"] == 0 and state != "done":
        state = "rolled back"
    return BlockRecord(
        id=block.id,
        effect=block.effect.value,
        state=state,
        attempts=len(of("intent")),
        interrupted=len(of("interrupted")),
        seconds=round(sum(entry.get("seconds", 0) for entry in entries), 3),
        verified=bool(of("verified")) if block.verify else None,
        undone=bool(of("undone")),
        confirmed_by=confirmed[-1]["by"] if confirmed else [],
        output_sha256=ran[-1]["output_sha256"] if ran else None,
        facts=ran[-1]["facts"] if ran else None,
        sentence=failed[-1]["sentence"] if failed else "",
    )


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
