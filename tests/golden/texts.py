"""The generated files, as text: `python -m tests.golden` writes them, the tests compare them."""

import json
from collections.abc import Iterator
from pathlib import Path

from local.types import report
from scripts.rehearsal import inventory
from tests.golden import commitments, environments
from tests.golden.estates import CLONE, ENVIRONMENTS, estate

FOLDER = Path(__file__).parent
REGENERATE = "make golden"
TABLE = CLONE / "local/types/table.json"


def texts() -> Iterator[tuple[Path, str]]:
    """Each file and what it must hold."""
    for name in ENVIRONMENTS:
        heading = f"What Pulumi.{name}.yaml makes. After a change that is meant: {REGENERATE}"
        found = inventory.inventory((each.type, each.inputs) for each in estate(name))
        yield FOLDER / f"{name}.yaml", inventory.text(found, heading)
    yield CLONE / "docs/commitments.md", commitments.page()
    yield CLONE / "docs/environments.md", environments.page()
    yield CLONE / "docs/api-versions.md", report.page(json.loads(TABLE.read_text()))
