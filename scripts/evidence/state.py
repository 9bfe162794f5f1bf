"""What the program asked for: the stack's saved state."""

import json
import shutil
import subprocess
from typing import Any

from scripts.errors import UserError
from scripts.estate import CLONE, COULD_NOT_VERIFY

State = dict[str, Any]
SECRET = "4dabf18193072939515e22adb298388d"  # noqa: S105  (the key by which Pulumi marks a secret, not a secret)


def load(stack: str) -> State:
    """The exported state. UserError where there is none.

    Secrets come readable, for the policies have to look into them; they stay in memory, and `hide` keeps them there.
    """
    if not (engine := shutil.which("pulumi")):
        raise UserError(
            "No `pulumi` on PATH, so the stack's state can't be read; set PATH.", exit_code=COULD_NOT_VERIFY
        )
    command = [engine, "stack", "export", "--show-secrets", "--stack", stack, "--cwd", str(CLONE)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        reason = (answer.stderr.strip() or answer.stdout.strip()).splitlines() or ["no reason given"]
        raise UserError(f"Stack {stack} has no state to read: {reason[-1]}", exit_code=COULD_NOT_VERIFY)
    return json.loads(answer.stdout)


def resources(state: State) -> list[dict[str, Any]]:
    """What is deployed: neither components nor providers, nothing read from elsewhere or about to go."""
    return [
        each
        for each in state.get("deployment", {}).get("resources", [])
        if each.get("custom")
        and not each["type"].startswith("pulumi:")
        and not each.get("delete")
        and not each.get("external")
    ]


def asked(resource: dict[str, Any]) -> dict[str, Any]:
    """The inputs, secrets hidden. What was left to the provider comes from the outputs."""
    return hide({**(resource.get("outputs") or {}), **(resource.get("inputs") or {})})


def hide(value: Any) -> Any:
    if isinstance(value, dict):
        if SECRET in value:
            return "[secret]"
        return {key: hide(each) for key, each in value.items()}
    return [hide(each) for each in value] if isinstance(value, list) else value
