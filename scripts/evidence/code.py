"""Our own code, scanned for security and quality. Serves SDL-4.

ruff's rules of pyproject.toml (flake8-bandit's for security among them); its report is SARIF.
"""

import json
import subprocess
import sys
from pathlib import Path

from scripts.errors import UserError
from scripts.estate import CLONE


def scan(folder: Path) -> tuple[Path, int]:
    """Writes `code.sarif`; the file, and how many findings it holds. UserError where the scanner could not run."""
    command = [sys.executable, "-m", "ruff", "check", "--quiet", "--output-format", "sarif", "."]
    done = subprocess.run(command, cwd=CLONE, capture_output=True, text=True, check=False)
    try:
        report = json.loads(done.stdout)
    except ValueError:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise UserError(f"The code could not be scanned: {reason}") from None
    for run in report["runs"]:
        for result in run["results"]:  # ruff writes where a file lies on this machine; its path in the clone is enough
            for location in result.get("locations") or ():
                artifact = location["physicalLocation"]["artifactLocation"]
                artifact["uri"] = artifact["uri"].removeprefix(f"{CLONE.as_uri()}/")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "code.sarif"
    file.write_text(json.dumps(report, indent=1) + "\n")
    return file, sum(len(run["results"]) for run in report["runs"])
