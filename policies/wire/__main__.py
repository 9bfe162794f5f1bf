"""`python -m policies.wire STATE WIRE --checkov PROGRAM --template FILE`: counts and all findings, as JSON.

STATE is what `pulumi stack export` wrote, WIRE the bodies that were sent while it came to be.
"""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from policies.engine.discovery import rules
from policies.engine.exemptions import load
from policies.scan import EXEMPTIONS
from policies.wire import checkov, ours
from policies.wire.merged import merged
from policies.wire.template import template

CHECKOV_EXEMPTIONS = Path(__file__).parent / "exemptions.yaml"


def findings(state: dict[str, Any], wire: list[dict[str, Any]], program: Path, file: Path) -> dict[str, Any]:
    """Writes the template to `file`. Raises ScanError and ExemptionError."""
    held = load(EXEMPTIONS, (rule.name for rule in rules()))
    excused = load(CHECKOV_EXEMPTIONS, checkov.known(program)) if CHECKOV_EXEMPTIONS.exists() else ()
    urns = {
        each["id"].lower(): each["urn"]
        for each in state["deployment"].get("resources", ())
        if each.get("id") and each["type"].startswith("azure-native:")
    }
    sent = template(each for each in wire if each["id"].lower() in urns)  # what was replaced meanwhile has gone
    file.write_text(sent.text)
    said = checkov.run(program, file, sent)
    found_by_us = list(ours.findings(state, held))
    found_by_them = list(checkov.Checkov(sent, urns, excused).findings(said))
    return {
        "counts": [asdict(ours.count(state, found_by_us)), asdict(checkov.count(said, found_by_them))],
        "findings": [each.plain() for each in merged(found_by_us, found_by_them)],
    }


def main() -> int:
    """Exit codes: 0 it was looked at, whatever was found; 2 it could not be."""
    parser = ArgumentParser(prog="python -m policies.wire", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("state", type=Path)
    parser.add_argument("wire", type=Path)
    parser.add_argument("--checkov", type=Path, required=True)
    parser.add_argument("--template", type=Path, required=True, help="where to write the bodies as an ARM template")
    given = parser.parse_args()
    try:
        state, wire = (json.loads(file.read_text()) for file in (given.state, given.wire))
        found = findings(state, wire, given.checkov, given.template)
    except (OSError, ValueError, checkov.ScanError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
