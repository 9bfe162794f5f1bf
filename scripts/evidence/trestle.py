"""OSCAL files held against compliance-trestle, NIST's models in Python; it lives in an environment of its own."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from scripts.errors import UserError

KINDS = {"component-definition": "component-definitions", "assessment-results": "assessment-results"}


def validate(folder: Path) -> list[str]:
    """One sentence a file that is valid. UserError with trestle's own for the first that isn't, or without trestle."""
    if not (trestle := shutil.which("trestle")):
        raise UserError("No `trestle` on PATH, so the OSCAL files can't be validated; install compliance-trestle.")
    said = []
    with tempfile.TemporaryDirectory(prefix="cordon-oscal-") as workspace:
        _run(trestle, "init", "--local", cwd=workspace)
        for name, kind in KINDS.items():
            file = folder / f"{name}.json"
            _run(trestle, "import", "-f", str(file), "-o", "report", cwd=workspace)
            _run(trestle, "validate", "-f", f"{kind}/report/{name}.json", cwd=workspace)
            said.append(f"{file}: valid OSCAL")
    return said


def _run(trestle: str, *arguments: str, cwd: str) -> None:
    done = subprocess.run([trestle, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()] or ["no reason given"]
        raise UserError(f"trestle {arguments[0]} refused {arguments[-1]}: {' '.join(lines[-3:])}")
