"""Secrets in a region's vault: rotated without anyone seeing a value, old versions disabled."""

from __future__ import annotations

import secrets
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.keyvault.secrets import SecretProperties

from scripts.errors import UserError
from scripts.session import Session

BYTES = 48


def versions(session: Session, name: str) -> list[SecretProperties]:
    """Newest first."""
    client = session.azure.secrets(session.home.vault.uri)
    found = list(client.list_properties_of_secret_versions(name))
    if not found:
        raise UserError(f"Secret {name!r} is not in vault {session.home.vault.name}.")
    return sorted(found, key=lambda one: (one.created_on, one.version), reverse=True)


def show(session: Session, name: str) -> dict[str, Any]:
    """Versions, never values."""
    found = versions(session, name)
    enabled = [str(one.version) for one in found if one.enabled]
    return {"secret": name, "versions": len(found), "enabled": len(enabled)}


def rotate(session: Session, name: str, run: str) -> str:
    """A new random value, put in without being shown. The same run makes only one. Returns the version."""
    client = session.azure.secrets(session.home.vault.uri)
    for one in versions(session, name):
        if (one.tags or {}).get("cordon-run") == run:
            client.update_secret_properties(name, one.version, enabled=True)
            return str(one.version)
    made = client.set_secret(name, secrets.token_urlsafe(BYTES), tags={"cordon-run": run})
    return str(made.properties.version)


def retire(session: Session, name: str, keep: str) -> int:
    """Disable every version but one. Whoever has an old value has nothing."""
    return _set(session, name, enabled=False, of=lambda version: version != keep)


def revive(session: Session, name: str) -> int:
    return _set(session, name, enabled=True, of=lambda version: True)


def check(session: Session, name: str, keep: str) -> dict[str, Any]:
    """That exactly this version can be read, and is what a reader gets. Asked of the vault, not of a flag."""
    client = session.azure.secrets(session.home.vault.uri)
    if str(client.get_secret(name).properties.version) != keep:
        raise UserError(f"Secret {name}: readers get another version than {keep}.")
    for one in versions(session, name):
        if str(one.version) == keep:
            continue
        if one.enabled:
            raise UserError(f"Version {one.version} of secret {name} can still be read.")
    return show(session, name)


def set_value(session: Session, name: str, value: str, run: str) -> str:
    """For values that are no secret but change at once for everyone, such as the database's host."""
    client = session.azure.secrets(session.home.vault.uri)
    made = client.set_secret(name, value, tags={"cordon-run": run})
    return str(made.properties.version)


def value(session: Session, name: str) -> str | None:
    try:
        return session.azure.secrets(session.home.vault.uri).get_secret(name).value
    except ResourceNotFoundError:
        return None


def make_rehearsal(session: Session, run: str) -> str:
    """A secret to leak; its name."""
    client, name = session.azure.secrets(session.home.vault.uri), f"rehearsal-{run}"
    if name not in {one.name for one in client.list_properties_of_secrets()}:
        client.set_secret(name, secrets.token_urlsafe(BYTES))
    return name


def _set(session: Session, name: str, *, enabled: bool, of: Any) -> int:
    client, changed = session.azure.secrets(session.home.vault.uri), 0
    for one in versions(session, name):
        if of(str(one.version)) and one.enabled != enabled:
            client.update_secret_properties(name, one.version, enabled=enabled)
            changed += 1
    return changed


def unrotate(session: Session, name: str, run: str) -> int:
    """Disable what this run made; readers of the newest version get an error rather than a wrong value."""
    made = {str(one.version) for one in versions(session, name) if (one.tags or {}).get("cordon-run") == run}
    return _set(session, name, enabled=False, of=lambda version: version in made)


def check_rotated(session: Session, name: str, run: str) -> str:
    found = session.azure.secrets(session.home.vault.uri).get_secret(name).properties
    if (found.tags or {}).get("cordon-run") != run:
        raise UserError(f"Secret {name}: readers get version {found.version}, which run {run} did not make.")
    return str(found.version)


def drop_rehearsal(session: Session, name: str) -> None:
    if not name.startswith("rehearsal-"):
        raise UserError(f"Secret {name} isn't a rehearsal's, so it is left alone.")
    session.azure.secrets(session.home.vault.uri).begin_delete_secret(name).wait()
