"""What the program would change of a stack that exists: the engine's own preview against a saved state."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulumi import automation
from pulumi.automation import events

from local import stack
from local.home import Home
from local.setup_error import SetupError
from local.up import select

SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"  # Pulumi's marks
MASKED = {SIGNATURE: SECRET, "plaintext": '"[secret]"'}
CHANGES = ("create", "update", "replace", "delete")
Change = dict[str, Any]
"""`op` (create, update, replace, delete), `urn`, `diff` (path -> create, update, delete), `old` and `new` inputs."""


def read_state(file: Path, name: str) -> dict[str, Any]:
    """What `pulumi stack export` wrote for the stack of that name. SetupError, in one sentence, for anything else."""
    try:
        state = json.loads(file.read_text())
        resources = state["deployment"]["resources"]
        found = resources[0]["urn"].split("::")[0].removeprefix("urn:pulumi:")
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise SetupError(
            f"against: {file} holds no state ({error}); allowed is what `pulumi stack export` writes."
        ) from None
    if found != name:
        raise SetupError(f"against: {file} is the state of stack {found!r}; allowed is one of {name!r}.")
    return state


def changes(home: Home, name: str, variables: dict[str, str], state: Mapping[str, Any]) -> list[Change]:
    """Replaces this home's stack by the saved one and previews: nothing is asked of the saved one's subscription."""
    own = json.loads(stack.run(home, ["stack", "export", "--stack", name], variables))
    deployment = _masked(state["deployment"])
    # Encrypted by the other backend's provider: their values are masked, so this one's will do.
    deployment["secrets_providers"] = own["deployment"]["secrets_providers"]
    deployment.pop("pending_operations", None)
    imported = json.dumps({"version": state["version"], "deployment": deployment})
    stack.run(home, ["stack", "import", "--force", "--stack", name], variables, imported)
    found: list[Change] = []
    errors: list[str] = []

    def see(event: events.EngineEvent) -> None:
        if (diagnostic := event.diagnostic_event) and diagnostic.severity == "error":
            errors.append(diagnostic.message.strip())
        if event.resource_pre_event and (change := _change(event.resource_pre_event.metadata)):
            found.append(change)

    try:
        select(home, name, variables).preview(on_event=see)
    except automation.CommandError as error:
        broken = next((line for line in str(error).splitlines() if line.startswith("Error:")), "")
        reason = "\n".join(dict.fromkeys(errors)) or broken.removeprefix("Error:").strip() or str(error)
        raise SetupError(f"against: the saved state can't be previewed: {reason}") from error
    return found


def _change(step: events.StepEventMetadata) -> Change | None:
    kind, subject = str(_plain(step.op)), step.new or step.old
    if kind not in CHANGES or not subject or not subject.custom or step.type.startswith("pulumi:"):
        return None
    detailed = {path: str(_plain(diff.diff_kind)) for path, diff in (step.detailed_diff or {}).items()}
    return {
        "op": kind,
        "urn": step.urn,
        "diff": {path: how.partition("-")[0] for path, how in detailed.items()},
        "replaces": sorted(path for path, how in detailed.items() if how.endswith("-replace")),
        "old": dict(step.old.inputs or {}) if step.old else {},
        "new": dict(step.new.inputs or {}) if step.new else {},
    }


def _plain(value: Any) -> Any:
    """The automation API gives some of its enums as such and some as their text."""
    return getattr(value, "value", value)


def _masked(value: Any) -> Any:
    """A copy without secrets: only the owner's key opens them, and a comparison needs none."""
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return dict(MASKED)
        return {key: _masked(each) for key, each in value.items()}
    return [_masked(each) for each in value] if isinstance(value, list) else value
