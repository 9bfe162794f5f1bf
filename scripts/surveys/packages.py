"""What runs, for the patch cycle: installed packages against the lock, the servers' PostgreSQL."""

from __future__ import annotations

import re
from importlib import metadata
from typing import Any

from scripts.drills.signing import canonical, sha256
from scripts.errors import UserError
from scripts.estate import CLONE
from scripts.session import Session

LOCK = CLONE / "requirements" / "main.txt"
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)


def locked() -> dict[str, str]:
    return {_plain(name): version for name, version in PIN.findall(LOCK.read_text())}


def differing() -> dict[str, tuple[str, str]]:
    """Installed packages that are not in the locked version: (installed, locked)."""
    lock = locked()
    installed = {_plain(one.metadata["Name"]): one.version for one in metadata.distributions()}
    return {
        name: (version, lock[name]) for name, version in installed.items() if name in lock and lock[name] != version
    }


def survey(session: Session) -> dict[str, Any]:
    """Counts and a digest of all versions. UserError where something else runs than what was locked."""
    if wrong := differing():
        name, (installed, wanted) = sorted(wrong.items())[0]
        raise UserError(f"Package {name} is installed as {installed}; locked is {wanted}. Run the set-up.")
    servers = dict[str, str]()
    for stamp in session.estate.regions.values():
        for server in session.azure.postgres.servers.list_by_resource_group(stamp.group):
            facts = server.properties
            servers[str(server.name)] = f"{facts.version}.{facts.minor_version}" if facts else "unknown"
    everything = {"packages": locked(), "servers": servers}
    return {"packages": len(everything["packages"]), "servers": len(servers), "digest": sha256(canonical(everything))}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
