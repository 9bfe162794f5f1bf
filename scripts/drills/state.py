"""The deployment's state: taken out of its backend, sealed, and rebuilt in another backend that nobody else uses."""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azure.storage.blob import ContainerClient

from scripts.backup import dump, sealing, source
from scripts.drills.exit_codes import UnverifiedError
from scripts.estate import CLONE

if TYPE_CHECKING:
    from scripts.drills.drill import Drill

BLOB = "state.sealed"
FOLDER = "backend"  # below the drill's own; its own backend while it runs
SECRET_OUTPUTS = ("4dabf18193072939515e22adb298388d",)  # Pulumi's mark of a secret: its ciphertext differs each time


@dataclass(frozen=True)
class Sealed:
    """Where the copy lies. `wrapped`: its data key, by the vault's key of that id."""

    blob: str
    key_id: str
    wrapped: str
    taken_at: datetime
    resources: int


def stack() -> str:
    return os.environ.get("PULUMI_STACK", "local")


def engine(*arguments: str, backend: Path | None = None, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """One `pulumi` command, on the estate's own backend or on that in a folder."""
    if not (program := shutil.which("pulumi")):
        raise UnverifiedError("No `pulumi` on PATH, so the state can't be read.")
    variables = dict(os.environ)
    where = ["--cwd", str(CLONE)]
    if backend:
        variables |= {"PULUMI_BACKEND_URL": f"file://{backend}"}
        variables.pop("PULUMI_OPTION_CONFIG_FILE", None)
        variables.pop("PULUMI_OPTION_POLICY_PACK", None)
        where = ["--cwd", str(backend)]
    command = [program, *arguments, "--stack", stack(), "--non-interactive", *where]
    return subprocess.run(command, env=variables, input=given, capture_output=True, text=True, check=False)


def must(done: subprocess.CompletedProcess[str], what: str) -> str:
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines() or ["no reason given"]
        raise UnverifiedError(f"{what}: {lines[-1]}")
    return done.stdout


def export(backend: Path | None = None) -> dict[str, Any]:
    return json.loads(must(engine("stack", "export", backend=backend), "Exporting the state"))


def _place(drill: Drill) -> tuple[source.Source, ContainerClient]:
    where = source.of(drill.estate)
    return where, dump.container(drill.azure, where)


def keep(drill: Drill) -> Sealed:
    """Take the state out and store it sealed. It holds no secret in the clear, and is sealed all the same."""
    drill.journal.write("history", prefix=f"simulated/{drill.id}/")
    taken_at, state = datetime.now(UTC), export()
    where, container = _place(drill)
    key = secrets.token_bytes(sealing.KEY)
    key_id = str(drill.azure.keys(where.vault.uri).get_key(where.backups.key).id)
    wrapped = drill.azure.cryptography(key_id).wrap_key(dump.WRAP, key).encrypted_key
    blob = f"simulated/{drill.id}/{BLOB}"
    content = b"".join(sealing.seal(key, blob, [json.dumps(state).encode()]))
    container.upload_blob(blob, content, overwrite=False)
    return Sealed(blob, key_id, base64.b64encode(wrapped).decode(), taken_at, len(resources(state)))


def bring_back(drill: Drill, sealed: Sealed) -> Path:
    """A backend of its own, with the stack as it was kept."""
    _, container = _place(drill)
    key = drill.azure.cryptography(sealed.key_id).unwrap_key(dump.WRAP, base64.b64decode(sealed.wrapped)).key
    stored = container.download_blob(sealed.blob).chunks()
    state = b"".join(sealing.unseal(key, sealed.blob, stored)).decode()
    folder = drill.folder / FOLDER
    drill.journal.write("folder", path=FOLDER)
    folder.mkdir(mode=0o700)
    shutil.copy(CLONE / "Pulumi.yaml", folder)
    for part in ("stacks", ".venv"):  # the engine asks for the program's folder, and runs nothing in it
        (folder / part).symlink_to(CLONE / part)
    must(engine("stack", "init", backend=folder), "Making a backend")
    must(engine("stack", "import", backend=folder, given=state), "Importing the state")
    return folder


def drift(backend: Path) -> str:
    """What a refresh against Azure would change in the rebuilt state; nothing where they are equal."""
    done = engine("refresh", "--preview-only", "--expect-no-changes", "--suppress-outputs", backend=backend)
    if not done.returncode:
        return ""
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    if not any("change" in line for line in lines):
        raise UnverifiedError(
            f"The state could not be compared with Azure: {lines[-1] if lines else 'no reason given'}"
        )
    return next((line for line in reversed(lines) if line.startswith(("~", "-", "+"))), lines[-1])


def resources(state: dict[str, Any]) -> dict[str, Any]:
    """Each resource by its URN: what it is and what it was told, without ciphertext and times."""
    found = {}
    for one in state["deployment"].get("resources") or []:
        kept = {name: one.get(name) for name in ("type", "id", "parent", "provider", "protect", "dependencies")}
        found[one["urn"]] = kept | {"inputs": plain(one.get("inputs")), "outputs": plain(one.get("outputs"))}
    return found


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return "secret" if set(SECRET_OUTPUTS) & value.keys() else {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def forget(drill: Drill) -> None:
    """The drill's own backend is removed. May be called again and again."""
    shutil.rmtree(drill.folder / FOLDER, ignore_errors=True)
    if (drill.folder / FOLDER).exists():
        raise UnverifiedError(f"{drill.folder / FOLDER} could not be removed.")
    drill.journal.write("folder-gone", path=FOLDER)
