"""Pulumi on the local environment: the engine beside its language host, its own backend and home, the settings."""

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from local.engine.engine import built, engine
from local.home import CLONE, Home, home

PROJECT = "Pulumi.yaml"


def stack_file(stack: str) -> str:
    return f"Pulumi.{stack}.yaml"


def environment(home: Home, stack: str = "local") -> dict[str, str]:
    """The variables by which Pulumi finds the local environment, on top of what the control plane wrote."""
    return {
        "PATH": f"{home.root / 'bin'}:{CLONE / '.venv/bin'}:{os.environ['PATH']}",
        "PULUMI_HOME": str(home.pulumi),
        "PULUMI_BACKEND_URL": f"file://{home.pulumi_state}",
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(home.root / "passphrase"),
        "PULUMI_OPTION_CONFIG_FILE": str(home.root / stack_file(stack)),
        "PULUMI_OPTION_POLICY_PACK": str(CLONE / "policies"),
        "PULUMI_STACK": stack,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
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
    text = settings.read_text() if settings.exists() else ""
    if salt.exists():
        text += f"\nencryptionsalt: {salt.read_text()}\n"
    (home.root / stack_file(stack)).write_text(text)


def create_stack(home: Home, stack: str, variables: dict[str, str]) -> None:
    """Make the stack in the backend, unless it is there."""
    bring_settings(home, stack)
    if (home.root / f"salt.{stack}").exists():
        return
    # Pulumi writes the salt into the folder that it runs in: a copy of the project, not the clone.
    shutil.copy(CLONE / PROJECT, home.root / PROJECT)
    command = [str(binary(home)), "stack", "init", stack, "--non-interactive", "--cwd", str(home.root)]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    if done.returncode and "already exists" not in done.stderr:
        raise RuntimeError(f"pulumi stack init {stack}: {done.stderr.strip()}")
    written = yaml.safe_load((home.root / stack_file(stack)).read_text())
    (home.root / f"salt.{stack}").write_text(written["encryptionsalt"])
    (home.root / PROJECT).unlink()
    bring_settings(home, stack)


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
