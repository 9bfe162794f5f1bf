"""Scanners' reports (SARIF) and other systems' saved answers (JSON), as their files name them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from controls.catalogue import Catalogue
from controls.conditions import look
from controls.evidence import Answer, ScanRun
from controls.proofs.attested import Attested
from scripts.errors import UserError
from scripts.estate import CLONE, COULD_NOT_VERIFY

SCANS = CLONE / "reports" / "scans"
ANSWERS = CLONE / "reports" / "answers"


def gather(folder: Path = SCANS) -> list[ScanRun]:
    """UserError where a file is no SARIF."""
    return [_scan(file) for file in sorted(folder.glob("*.sarif"))]


def _scan(file: Path) -> ScanRun:
    try:
        runs = json.loads(file.read_text())["runs"]
        results = [result for run in runs for result in run.get("results") or ()]
        tools = ", ".join(dict.fromkeys(run["tool"]["driver"]["name"] for run in runs))
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"{file} is no SARIF: {error!r}.", exit_code=COULD_NOT_VERIFY) from None
    # SARIF's own default: a result without a level is a warning.
    levels = [result.get("level", "warning") for result in results if not result.get("suppressions")]
    return ScanRun(
        name=file.stem, tool=tools, ended=_written(file), errors=levels.count("error"), warnings=levels.count("warning")
    )


def answers(catalogue: Catalogue, folder: Path = ANSWERS) -> list[Answer]:
    """Of each saved answer, only what the catalogue asks about. UserError where a file is no JSON."""
    wanted: dict[str, set[str]] = {}
    for commitment in catalogue:
        for proof in commitment.proofs:
            if isinstance(proof, Attested):
                wanted.setdefault(proof.name, set()).update(proof.paths)
    found = []
    for name, paths in sorted(wanted.items()):
        if (file := folder / f"{name}.json").exists():
            facts = {path: look(_json(file), path) for path in sorted(paths)}
            found.append(Answer(name=name, at=_written(file), facts=facts))
    return found


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text())
    except ValueError as error:
        raise UserError(f"{file} is no JSON: {error}.", exit_code=COULD_NOT_VERIFY) from None


def _written(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
