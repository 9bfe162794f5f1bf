"""Copies of a stack's state in the evidence container, and their way into a new backend.

A state holds ids and properties; its secrets are encrypted with the stack's own key, which is kept elsewhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.drills.signing import canonical, sha256
from scripts.errors import UserError
from scripts.estate import CLONE
from scripts.session import Session

FOLDER = "state"
CONFIG = "PULUMI_OPTION_CONFIG_FILE"


def backup(session: Session, stack: str, run: str) -> dict[str, Any]:
    """Export the state and keep it. Counts and digest of its resources."""
    state = json.loads(_pulumi(["stack", "export", "--stack", stack, "--cwd", str(CLONE)]))
    name = f"{FOLDER}/{stack}/{run}.json"
    session.evidence.upload_blob(name, canonical(state), overwrite=True)
    return {"backup": name, "at": datetime.now(UTC).isoformat()} | facts(state)


def newest(session: Session, stack: str) -> str:
    found = sorted(
        session.evidence.list_blobs(name_starts_with=f"{FOLDER}/{stack}/"), key=lambda one: one.last_modified
    )
    if not found:
        raise UserError(f"Stack {stack} has no copy of its state.")
    return str(found[-1].name)


def restore(session: Session, stack: str, backend: Path) -> dict[str, Any]:
    """Make a new file backend out of the newest copy. Run again, it replaces what is there."""
    backend.mkdir(parents=True, exist_ok=True)
    content = session.evidence.download_blob(newest(session, stack)).readall()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        shutil.copy(CLONE / "Pulumi.yaml", project)
        # A copy of the settings: Pulumi writes the new backend's salt into the file that it is given.
        settings = Path(os.environ.get(CONFIG) or CLONE / f"Pulumi.{stack}.yaml")
        shutil.copy(settings, project / f"Pulumi.{stack}.yaml")
        (project / "state.json").write_bytes(content)
        variables = _variables(backend) | {CONFIG: str(project / f"Pulumi.{stack}.yaml")}
        if stack not in _stacks(variables, project):
            _pulumi(["stack", "init", stack, "--cwd", folder, "--non-interactive"], variables)
        _pulumi(
            ["stack", "import", "--stack", stack, "--cwd", folder, "--file", str(project / "state.json")], variables
        )
    return check(session, stack, backend)


def check(session: Session, stack: str, backend: Path) -> dict[str, Any]:
    """That the new backend holds the very resources of the newest copy. UserError if not."""
    copy = facts(json.loads(session.evidence.download_blob(newest(session, stack)).readall()))
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(CLONE / "Pulumi.yaml", folder)
        there = facts(json.loads(_pulumi(["stack", "export", "--stack", stack, "--cwd", folder], _variables(backend))))
    if there != copy:
        raise UserError(
            f"The new backend has {there['resources']} resources, the copy {copy['resources']}, or they differ."
        )
    return there


def facts(state: dict[str, Any]) -> dict[str, Any]:
    resources = state["deployment"].get("resources", [])
    return {
        "resources": len(resources),
        "digest": sha256(canonical(sorted((one["urn"], one.get("id", "")) for one in resources))),
    }


def _variables(backend: Path) -> dict[str, str]:
    return {"PULUMI_BACKEND_URL": f"file://{backend}?metadata=skip"}


def _stacks(variables: dict[str, str], project: Path) -> list[str]:
    listed = json.loads(_pulumi(["stack", "ls", "--json", "--cwd", str(project)], variables) or "[]")
    return [one["name"].rsplit("/", 1)[-1] for one in listed]


def _pulumi(arguments: list[str], variables: dict[str, str] | None = None) -> str:
    engine = shutil.which("pulumi")
    if not engine:
        raise UserError("No `pulumi` on PATH, so the state can't be reached.")
    done = subprocess.run(
        [engine, *arguments], capture_output=True, text=True, check=False, env={**os.environ, **(variables or {})}
    )
    if done.returncode:
        raise UserError(
            f"pulumi {' '.join(arguments[:2])}: {(done.stderr.strip() or done.stdout.strip()).splitlines()[-1]}"
        )
    return done.stdout
