"""The key that wraps the tenants' data keys: which version wraps whose, a new version, re-wrapping, retiring the old.

A rotation in four steps, each of which can be run again: a new version, every data key wrapped by it, proof that all
open, the old versions disabled. The data keys stay the same, so no content is written again.
"""

from __future__ import annotations

import hashlib
from typing import Any

from azure.keyvault.keys import KeyProperties

from scripts.errors import UserError
from scripts.session import Session
from scripts.workload.keys import ALGORITHM, Keys, WrappedKey


def versions(session: Session, key: str) -> list[KeyProperties]:
    """Newest first."""
    client = session.azure.keys(session.home.vault.uri)
    found = sorted(client.list_properties_of_key_versions(key), key=lambda one: (one.created_on, one.version))
    if not found:
        raise UserError(f"Key {key!r} is not in vault {session.home.vault.name}.")
    return found[::-1]


def current(session: Session, key: str) -> str:
    """The newest version's. The vault decides: two made within a second can't be told apart by their times."""
    return str(session.azure.keys(session.home.vault.uri).get_key(key).properties.version)


def uses(session: Session, key: str) -> dict[str, int]:
    """Tenants by the version of the key that wraps their data key; versions without any are in it, too."""
    found = {str(one.version): 0 for one in versions(session, key)}
    with session.database() as connection:
        for key_id, count in connection.execute("select key_id, count(*) from tenant_keys group by 1"):
            name, version = str(key_id).rsplit("/", 2)[1:]
            if name == key:
                found[version] = found.get(version, 0) + count
    return found


def rotate(session: Session, key: str, run: str) -> str:
    """A new version. The same run makes only one, however often it is asked for."""
    client = session.azure.keys(session.home.vault.uri)
    for one in versions(session, key):
        if (one.tags or {}).get("cordon-run") == run:
            client.update_key_properties(key, one.version, enabled=True)
            return str(one.version)
    properties = client.rotate_key(key).properties
    client.update_key_properties(key, properties.version, tags={**(properties.tags or {}), "cordon-run": run})
    return str(properties.version)


def unrotate(session: Session, key: str, run: str) -> int:
    """Disable the version that this run made: nobody is to use it. A version can't be removed."""
    return len(_set(session, key, enabled=False, of=lambda one: (one.tags or {}).get("cordon-run") == run))


def rewrap(session: Session, key: str, version: str) -> int:
    """Wrap every tenant's data key by this version, a transaction for each. Returns how many were."""
    keys = Keys(session.azure, session.home)
    target = f"{session.home.vault.uri.rstrip('/')}/keys/{key}/{version}"
    done = 0
    with session.database() as connection:
        listed = connection.execute("select tenant_id, key_id, wrapped from tenant_keys where key_id <> %s", (target,))
        for tenant, key_id, wrapped in listed.fetchall():
            if str(key_id).rsplit("/", 2)[1] != key:
                continue
            bare = keys.open(WrappedKey(key_id, bytes(wrapped)))
            again = session.azure.cryptography(target).wrap_key(ALGORITHM, bare).encrypted_key
            connection.execute(
                "update tenant_keys set key_id = %s, wrapped = %s where tenant_id = %s and key_id = %s",
                (target, again, tenant, key_id),
            )
            connection.commit()
            done += 1
    return done


def check(session: Session, key: str, version: str | None = None) -> dict[str, Any]:
    """That every data key is wrapped by this version (default: the newest) and opens. Digest of all of them."""
    wanted = version or current(session, key)
    keys, digest, opened = Keys(session.azure, session.home), hashlib.sha256(), 0
    with session.database() as connection:
        listed = connection.execute("select tenant_id::text, key_id, wrapped from tenant_keys order by 1").fetchall()
    for tenant, key_id, wrapped in listed:
        if str(key_id).rsplit("/", 1)[1] != wanted:
            raise UserError(
                f"Tenant {tenant}'s data key is wrapped by version {key_id.rsplit('/', 1)[1]}, not {wanted}."
            )
        bare = keys.open(WrappedKey(key_id, bytes(wrapped)))
        digest.update(tenant.encode() + hashlib.sha256(bare).digest())
        opened += 1
    if not opened:
        raise UserError(f"No tenant has a data key, so nothing was proven of {key}.")
    return {"key": key, "version": wanted, "tenants": opened, "digest": digest.hexdigest()}


def retire(session: Session, key: str) -> list[str]:
    """Disable every version but the newest. Refused while a tenant's data key needs one."""
    newest = current(session, key)
    if needed := [version for version, tenants in uses(session, key).items() if tenants and version != newest]:
        raise UserError(f"Version {needed[0]} of {key} still wraps data keys; re-wrap them first.")
    return _set(session, key, enabled=False, of=lambda one: str(one.version) != newest)


def revive(session: Session, key: str) -> list[str]:
    """Enable the versions again that backups may need."""
    return _set(session, key, enabled=True, of=lambda one: True)


def is_retired(session: Session, key: str) -> dict[str, Any]:
    newest = current(session, key)
    found = versions(session, key)
    if alive := [one.version for one in found if one.enabled and str(one.version) != newest]:
        raise UserError(f"Version {alive[0]} of {key} is still enabled.")
    return {"key": key, "enabled": newest, "disabled": len(found) - 1}


def _set(session: Session, key: str, *, enabled: bool, of: Any) -> list[str]:
    client, changed = session.azure.keys(session.home.vault.uri), list[str]()
    for one in versions(session, key):
        if of(one) and one.enabled != enabled:
            client.update_key_properties(key, one.version, enabled=enabled)
            changed.append(str(one.version))
    return changed


def make_rehearsal(session: Session, run: str) -> str:
    """A key to lose, of the same kind as the real one; its name."""
    client, name = session.azure.keys(session.home.vault.uri), f"rehearsal-{run}"
    if name not in {one.name for one in client.list_properties_of_keys()}:
        client.create_rsa_key(name, size=2048)
    return name
