"""All forms of the report, written from one view of the outcomes: for us, for auditors' tools, for everybody."""

import json
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from controls.catalogue import Catalogue
from controls.evidence import Evidence
from controls.links import Links
from controls.proofs import Judged
from scripts.errors import UserError
from scripts.evidence import leaks, oscal, page, questionnaire
from scripts.evidence.view import view

EVIDENCE, PUBLIC, OSCAL = "evidence.json", "public", "oscal"


def write(
    folder: Path, held: Catalogue, found: Links, evidence: Evidence, outcomes: Sequence[Judged], now: datetime
) -> list[Path]:
    """The files, the page first. The public version is written whole or not at all; UserError where it would leak."""
    full = view(held, found, evidence, outcomes, now)
    files = {
        "index.html": page.render(full, inline=True),
        EVIDENCE: evidence.model_dump_json(indent=1) + "\n",
        "report.json": _json(full),
        "questionnaire.csv": questionnaire.table(full),
        f"{OSCAL}/component-definition.json": _json(oscal.component_definition(full)),
        f"{OSCAL}/assessment-results.json": _json(oscal.assessment_results(full)),
    }
    written = [_write(folder / name, text) for name, text in files.items()]
    shutil.rmtree(folder / PUBLIC, ignore_errors=True)  # never an old one beside a new report
    public = public_files(held, found, evidence, outcomes, now)
    return written + [_write(folder / PUBLIC / name, text) for name, text in public.items()]


def public_files(
    held: Catalogue, found: Links, evidence: Evidence, outcomes: Sequence[Judged], now: datetime
) -> dict[str, str]:
    """What may be shown to anybody, ready for the site's container. UserError names the first thing that would leak."""
    shown = view(held, found, evidence, outcomes, now, public=True)
    files = {
        "index.html": page.render(shown, inline=False),
        **page.assets(),
        "trust.json": _json(shown),
        "questionnaire.csv": questionnaire.table(shown),
    }
    for name, text in files.items():
        if leak := next(leaks.find(text, evidence), None):
            raise UserError(f"The public version is not written: {name}: {leak}.")
    return files


def read(folder: Path) -> Evidence:
    """The evidence of an earlier look. UserError where there is none."""
    try:
        return Evidence.model_validate_json((folder / EVIDENCE).read_bytes())
    except (OSError, ValueError) as error:
        said = str(error).splitlines()[0]
        raise UserError(f"{folder / EVIDENCE} can't be read ({said}); run `cordon evidence gather` first.") from None


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, newline="")
    return new.replace(path)
