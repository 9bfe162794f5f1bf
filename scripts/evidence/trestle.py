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
            place = Path(workspace, kind, "report", f"{name}.json")
            place.parent.mkdir(parents=True)
            try:
                shutil.copy(folder / place.name, place)
            except OSError as error:
                raise UserError(f"{folder / place.name} can't be read: {error.strerror}.") from None
            said.append(f"{folder / place.name}: valid OSCAL")
        _run(trestle, "validate", "--all", cwd=workspace)
    return said


def _run(trestle: str, *arguments: str, cwd: str) -> None:
    done = subprocess.run([trestle, *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()] or ["no reason given"]
        raise UserError(f"trestle {arguments[0]} refused the OSCAL files: {' '.join(lines[-3:])}")
