"""`python -m scripts.rehearsal FOLDER`: report.json, report.sarif and index.html out of what a rehearsal recorded.

FOLDER holds state.json, findings.json, schema.json and, where something was compared, changes.json.
"""

import json
import sys
from pathlib import Path
from typing import Any

from scripts.rehearsal.changes import read
from scripts.rehearsal.page import page
from scripts.rehearsal.report import report
from scripts.rehearsal.sarif import sarif


def write(folder: Path) -> dict[str, Any]:
    state, found, schema = (_read(folder / f"{name}.json") for name in ("state", "findings", "schema"))
    changed = _read(folder / "changes.json") if (folder / "changes.json").exists() else None
    data = report(state, found, schema, changed)
    (folder / "report.json").write_text(json.dumps(data, indent=2) + "\n")
    (folder / "report.sarif").write_text(json.dumps(sarif(data), indent=2) + "\n")
    (folder / "index.html").write_text(page(data, state, None if changed is None else read(changed)))
    return data


def _read(file: Path) -> Any:
    return json.loads(file.read_text())


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("Usage: python -m scripts.rehearsal FOLDER", file=sys.stderr)
        return 2
    try:
        write(Path(arguments[0]))
    except (OSError, ValueError, KeyError) as error:
        print(f"{arguments[0]}: holds no record of a rehearsal: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
