"""The local environment's beginning and end: start the control plane, find its settings, remove everything it made."""

import json
import os
import shutil
import ssl
import sys
import urllib.request
from pathlib import Path

from local import stack
from local.data.processes import Process
from local.home import CLONE, Home
from local.setup_error import SetupError

PLANE = "plane"
READY_SECONDS = 60


def start(home: Home, *, rehearsal: bool = False) -> None:
    """Start the control plane unless it lives and answers. Raises SetupError where it doesn't come up."""
    home.root.mkdir(parents=True, exist_ok=True, mode=0o755)  # PostgreSQL's user passes through here
    process = Process(home, PLANE)
    if process.pid and answers(home):
        if describe(home)["rehearsal"] != rehearsal:
            raise SetupError(
                "control plane: already running "
                + ("with" if rehearsal else "without")
                + " data planes; run `make down` first."
            )
        return
    process.stop()
    (home.root / "plane.json").unlink(missing_ok=True)
    environment = {**os.environ, "CORDON_HOME": str(home.root), "PYTHONPATH": str(CLONE)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "local.plane", "serve", *(["--rehearsal"] if rehearsal else [])]
    process.start(command, environment=environment, folder=CLONE)
    process.wait(lambda: answers(home), READY_SECONDS)


def describe(home: Home) -> dict[str, object]:
    """What the control plane wrote about itself: port, url, pid, rehearsal."""
    return json.loads((home.root / "plane.json").read_text())


def answers(home: Home) -> bool:
    """Whether the control plane answers with its identity, and everything behind it is back up."""
    try:
        context = ssl.create_default_context(cafile=home.ca_file)
        url = f"{describe(home)['url']}/local/identity"
        with urllib.request.urlopen(url, context=context, timeout=5) as answer:  # noqa: S310 https by construction
            said = json.load(answer)
            return said["plane"] == "cordon-local" and said["started"]
    except (OSError, ValueError, KeyError):
        return False


def variables(home: Home, name: str) -> dict[str, str]:
    """A whole environment in which Azure's clients, Pulumi and `cordon` find this environment instead of Azure.

    Raises SetupError where no environment is up.
    """
    if not home.env_file.exists():
        raise SetupError(f"local environment: nothing at {home.root}; run `make up` first.")
    written = dict(line.split("=", 1) for line in home.env_file.read_text().splitlines() if "=" in line)
    merged = {**os.environ, "CORDON_HOME": str(home.root), **written, **stack.environment(home, name)}
    merged.pop("PYTHONDONTWRITEBYTECODE", None)  # azure-native imports in half the time from its .pyc files
    return merged


def remove(home: Home) -> None:
    """Stop every process of this home by its own id, then remove its folder. Raises SetupError where one stays."""
    if not home.root.exists():
        return
    Process(home, PLANE).stop(seconds=60)  # it stops its data planes itself
    for pid_file in sorted(home.run.glob("*.pid")):  # what a killed plane left behind
        Process(home, pid_file.stem).stop()
    shutil.rmtree(home.root)
    parent: Path = home.root.parent
    if parent.name == "cordon" and not any(parent.iterdir()):
        parent.rmdir()
