"""All runbooks at a glance: what each would do, when each was last rehearsed by a record that verifies."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from scripts.runbooks import parser, record, runs
from scripts.runbooks.book import Effect, Runbook
from scripts.runbooks.record import RECORD, Record


def rehearsals(reports: Path | None = None) -> dict[str, tuple[Record, Path]]:
    """The newest whole rehearsal of each runbook that verifies offline, with its folder."""
    newest: dict[str, tuple[Record, Path]] = {}
    for path in sorted((reports or runs.reports()).glob(f"*/{RECORD}")):
        try:
            record.check(path.parent)
            one = record.load(path.parent)
        except (OSError, ValueError):
            continue
        if one.mode == "rehearse" and one.state == "done":
            newest[one.runbook] = (one, path.parent)
    return newest


def overview() -> list[dict[str, Any]]:
    found = rehearsals()
    return [
        {
            "name": book.name,
            "title": book.front.title,
            "owner": book.front.owner,
            "serves": list(book.front.serves),
            "blocks": len(book.blocks),
            "reviewed": book.front.reviewed.isoformat(),
            "review_due": book.review_due.isoformat(),
            "rehearsed": _day(found[book.name][0].ended) if book.name in found else None,
            "as_written": book.name in found and found[book.name][0].runbook_sha256 == book.sha256,
        }
        for book in parser.load_all()
    ]


def _day(at: datetime) -> str:
    return at.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def plan(book: Runbook) -> dict[str, Any]:
    """As JSON values: the front matter and the blocks, as they would run."""
    return {"name": book.name, "sha256": book.sha256} | {
        "front": book.front.model_dump(mode="json", exclude={"inputs"})
        | {"inputs": {name: one.what for name, one in book.front.inputs.items()}},
        "blocks": [block.model_dump(mode="json", exclude_defaults=True) for block in book.blocks],
    }


def plan_text(book: Runbook, given: dict[str, str] | None = None) -> str:
    lines = [f"{book.front.title} ({book.name}), owner {book.front.owner}", ""]
    for name, one in book.front.inputs.items():
        lines.append(f"  needs {name}: {one.what}" + (f" = {given[name]}" if given and name in given else ""))
    for number, block in enumerate(book.blocks, start=1):
        lines += ["", f"{number}. {block.id} ({block.effect.value}, at most {block.timeout})"]
        if block.effect is Effect.DESTROY:
            lines += [
                f"   asks two people: {block.confirm}",
                f"   only if: {block.mark}",
                f"   writes down: {block.journal}",
            ]
        lines += [f"   runs: {line}" for line in block.text.splitlines()]
        lines += [f"   then checks: {block.verify}"] if block.verify else []
        lines += [f"   can be undone: {block.rollback}"] if block.rollback else []
    return "\n".join(lines)
