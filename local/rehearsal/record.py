"""What a rehearsal keeps, in one folder: the state, the bodies as an ARM template, findings, changes, reports."""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local import tools
from local.home import CLONE
from local.rehearsal.schema import problems
from local.setup_error import SetupError

Entry = dict[str, Any]


@dataclass(frozen=True)
class Record:
    """Written whole or not at all: a folder beside it is filled first."""

    folder: Path

    def write(self, state: str, judged: Path, wire: list[Entry], changes: list[Entry] | None) -> Entry:
        """Scan, report, put the folder in place; the report's JSON. SetupError where something couldn't be scanned.

        `state` is kept; `judged` is the same with its secrets, which rules have to see and nobody else.
        """
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{self.folder.name}-", dir=self.folder.parent) as name:
            part = Path(name) / "part"
            part.mkdir()
            (part / "state.json").write_text(state)
            (part / "wire.json").write_text(json.dumps(wire, indent=1))
            checkov = tools.install("scan") / "bin/checkov"
            given = ["--checkov", str(checkov), "--template", str(part / "template.json")]
            found = _run(["policies.wire", str(judged), str(part / "wire.json"), *given])
            (part / "findings.json").write_text(found)
            (part / "schema.json").write_text(json.dumps(problems(json.loads(judged.read_text())), indent=1))
            if changes is not None:
                (part / "changes.json").write_text(json.dumps(changes, indent=1))
            _run(["scripts.rehearsal", str(part)])
            if self.folder.exists():
                shutil.rmtree(self.folder)
            part.rename(self.folder)
        return json.loads((self.folder / "report.json").read_text())


def _run(module: list[str]) -> str:
    command = [sys.executable, "-m", *module]
    done = subprocess.run(command, cwd=CLONE, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or [f"ended with {done.returncode}"]
        raise SetupError(f"{module[0]}: {said[-1]}")
    return done.stdout
