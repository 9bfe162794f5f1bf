"""Pulumi on the local environment: the engine beside its language host, its own backend and home, the settings."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from local.engine.engine import built, engine
from local.home import CLONE, Home, home
from local.setup_error import SetupError

PROJECT = "Pulumi.yaml"
ELSEWHERES = ("encryptionsalt:", "encryptedkey:", "secretsprovider:")  # how another backend keeps its secrets


def stack_file(stack: str) -> str:
    return f"Pulumi.{stack}.yaml"


def environment(home: Home, stack: str = "local") -> dict[str, str]:
    """The variables by which Pulumi finds the local environment, on top of what the control plane wrote."""
    return {
        "PATH": f"{home.root / 'bin'}:{CLONE / '.venv/bin'}:{os.environ['PATH']}",
        "PULUMI_HOME": str(home.pulumi),
        # Without files of attributes beside the state: those aren't replaced whole, and an engine killed while it
        # writes one leaves an empty one, with which no engine reads the state again ("checkpoint: EOF").
        "PULUMI_BACKEND_URL": f"file://{home.pulumi_state}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(home.root / "passphrase"),
        "PULUMI_OPTION_CONFIG_FILE": str(home.root / stack_file(stack)),
        "PULUMI_OPTION_POLICY_PACK": str(CLONE / "policies"),
        "PULUMI_STACK": stack,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # SDKs of providers that only Azure needs (azuread) are installed too: nothing here asks the internet for those.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }


def prepare(home: Home) -> None:
    """Put the engine, its language host and the provider plugin in place, and a passphrase for the state's secrets."""
    from local import host, provider  # not at the top: `pulumi` starts without them

    folder = home.root / "engine"
    for path in (folder, home.pulumi_state, home.pulumi, home.root / "bin"):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    passphrase = home.root / "passphrase"
    if not passphrase.exists():
        passphrase.touch(mode=0o600)
        passphrase.write_text(secrets.token_urlsafe(32))
    own = engine() == built()
    if own and not (folder / "pulumi").exists():
        try:
            (folder / "pulumi").hardlink_to(built())  # the engine looks for its language host beside itself
        except OSError:
            shutil.copy2(built(), folder / "pulumi")
    if own:
        host.install(folder)
    provider.install(home.pulumi)
    wrapper = home.root / "bin/pulumi"
    wrapper.write_text(
        f'#!/bin/sh\nCORDON_HOME="{home.root}" PYTHONPATH="{CLONE}" exec "{sys.executable}" -m local.stack "$@"\n'
    )
    wrapper.chmod(0o755)


def bring_settings(home: Home, stack: str = "local") -> None:
    """Copy the stack's settings from the clone, with the salt of this environment's own passphrase.

    Pulumi keeps the salt in the stack's file; in the clone it would be one machine's secret in everybody's file.
    """
    salt = home.root / f"salt.{stack}"
    settings = CLONE / stack_file(stack)
    lines = settings.read_text().splitlines() if settings.exists() else []
    text = "\n".join(line for line in lines if not line.startswith(ELSEWHERES)) + "\n"
    if salt.exists():
        text += f"encryptionsalt: {salt.read_text()}\n"
    (home.root / stack_file(stack)).write_text(text)


def create_stack(home: Home, stack: str, variables: dict[str, str]) -> None:
    """Make the stack in the backend, unless it is there."""
    bring_settings(home, stack)
    if (home.root / f"salt.{stack}").exists():
        return
    # Pulumi writes the salt into the folder that it runs in: a copy of the project, not the clone.
    shutil.copy(CLONE / PROJECT, home.root / PROJECT)
    run(home, ["stack", "init", stack, "--cwd", str(home.root)], variables)
    written = yaml.safe_load((home.root / stack_file(stack)).read_text())
    (home.root / f"salt.{stack}").write_text(written["encryptionsalt"])
    (home.root / PROJECT).unlink()
    bring_settings(home, stack)


def recover(home: Home, stack: str, variables: dict[str, str]) -> None:
    """Mend what an engine left that was killed: its lock, and the operations that it didn't see the end of.

    The provider adopts what a lost create made, and an update may be repeated; whether a deletion was the last thing
    that happened, only the control plane knows. Raises SetupError while another engine is at work.
    """
    locks = list((home.pulumi_state / ".pulumi/locks").glob(f"**/{stack}/*.json"))
    if not locks:
        return
    for lock in locks:
        owner = json.loads(lock.read_text() or "{}").get("pid")
        if owner and "pulumi" in _program(int(owner)):
            raise SetupError(f"stack: {stack} is being changed by process {owner}; wait for it to end.")
    run(home, ["cancel", "--yes", "--stack", stack], variables)
    state = json.loads(run(home, ["stack", "export", "--stack", stack], variables))
    if pending := state["deployment"].pop("pending_operations", None):
        run(home, ["stack", "import", "--stack", stack], variables, json.dumps(state))
        if deleting := [each["resource"]["urn"] for each in pending if each["type"] == "deleting"]:
            targets = [argument for urn in deleting for argument in ("--target", urn)]
            run(home, ["refresh", "--yes", "--skip-preview", "--stack", stack, *targets], variables)


def _program(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return ""


def run(home: Home, arguments: list[str], variables: dict[str, str], given: str | None = None) -> str:
    """What the engine says to a command; `given` is its standard input. Raises SetupError where it fails."""
    command = [str(binary(home)), *arguments, "--non-interactive"]
    done = subprocess.run(command, env=variables, cwd=CLONE, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"pulumi {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def binary(home: Home) -> Path:
    """The engine to execute: linked beside our language host, or the user's own."""
    linked = home.root / "engine/pulumi"
    return linked if linked.exists() else engine()


def main() -> None:
    """What `pulumi` on the local environment's PATH is: the settings as they are now, then the engine itself."""
    here = home()
    bring_settings(here, os.environ.get("PULUMI_STACK", "local"))
    chosen = str(binary(here))
    os.execv(chosen, [chosen, *sys.argv[1:]])  # noqa: S606


if __name__ == "__main__":
    main()
