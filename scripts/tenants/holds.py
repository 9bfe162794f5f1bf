"""Legal holds, and the archive of what law requires to be kept: apart from the product's data, for that use alone.

A hold's entries are added and never changed: placed, read, lifted.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import uuid
from datetime import UTC, date, datetime
from typing import Any

from azure.core.exceptions import ResourceExistsError
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scripts.drills.signing import canonical, sha256
from scripts.errors import UserError
from scripts.session import Session
from scripts.tenants import census
from scripts.workload.keys import NONCE, Keys, WrappedKey

FOLDER = "holds/"
ARCHIVE = "archive"  # a container of its own: nothing of the product reads it
KEPT_BY_LAW = "select id, kind, at from events where tenant_id::text = %s order by id"


def place(session: Session, tenant: str, until: str, basis: str) -> dict[str, Any]:
    """Keep the tenant's data from deletion. `basis` names the law or the order, not the person."""
    tenant = census.check_id(tenant)
    if date.fromisoformat(until) <= datetime.now(UTC).date():
        raise UserError(f"until {until} is not allowed; allowed is a day to come.")
    if already := of(session, tenant):
        return already
    return _note(session, tenant, "placed", {"hold": uuid.uuid4().hex[:8], "until": until, "basis": basis})


def lift(session: Session, tenant: str, basis: str) -> dict[str, Any]:
    hold = of(session, tenant)
    return _note(session, tenant, "lifted", {"hold": hold["hold"], "basis": basis}) if hold else {"tenant": tenant}


def of(session: Session, tenant: str) -> dict[str, Any] | None:
    """The hold in force, if there is one."""
    standing = None
    for entry in history(session, tenant):
        standing = entry if entry["event"] == "placed" else None if entry["event"] == "lifted" else standing
    return standing


def history(session: Session, tenant: str) -> list[dict[str, Any]]:
    names = sorted(blob.name for blob in session.evidence.list_blobs(name_starts_with=f"{FOLDER}{tenant}/"))
    return [json.loads(session.evidence.download_blob(name).readall()) for name in names]


def archive(session: Session, tenant: str) -> dict[str, Any]:
    """Copy what law requires to be kept (the tenant's trail, without its content) under a key of its own."""
    hold = of(session, tenant)
    if not hold:
        raise UserError(f"Tenant {tenant} is under no legal hold, so nothing of it may be archived.")
    with session.database() as connection:
        found = [[number, kind, at.isoformat()] for number, kind, at in connection.execute(KEPT_BY_LAW, (tenant,))]
    key, wrapped = Keys(session.azure, session.home).make()
    name, content, nonce = (
        _name(tenant, hold),
        canonical({"tenant": tenant, "events": found}),
        secrets.token_bytes(NONCE),
    )
    sealed = AESGCM(key).encrypt(nonce, content, name.encode())
    head = {"key": wrapped.key_id, "wrapped": wrapped.wrapped.hex(), "nonce": nonce.hex(), "until": hold["until"],
            "basis": hold["basis"], "rows": len(found), "sha256": sha256(content)}  # fmt: skip
    _container(session).upload_blob(name, canonical(head | {"sealed": sealed.hex()}), overwrite=True)
    _note(session, tenant, "archived", {"hold": hold["hold"], "rows": len(found), "sha256": head["sha256"]})
    return {"tenant": tenant, "hold": hold["hold"], "rows": len(found), "sha256": head["sha256"]}


def read(session: Session, tenant: str, purpose: str) -> dict[str, Any]:
    """Open the archive, after writing down why. Counts and digest; the rows themselves stay inside."""
    entries = [entry for entry in history(session, tenant) if entry["event"] == "archived"]
    if not entries:
        raise UserError(f"Tenant {tenant} has no archive.")
    _note(session, tenant, "read", {"hold": entries[-1]["hold"], "purpose": purpose})
    name = _name(tenant, entries[-1])
    if not archived(session, tenant):
        raise UserError(f"The archive of tenant {tenant} is gone.")
    stored = json.loads(_container(session).download_blob(name).readall())
    key = Keys(session.azure, session.home).open(WrappedKey(stored["key"], bytes.fromhex(stored["wrapped"])))
    content = AESGCM(key).decrypt(bytes.fromhex(stored["nonce"]), bytes.fromhex(stored["sealed"]), name.encode())
    if sha256(content) != entries[-1]["sha256"]:
        raise UserError(f"The archive of tenant {tenant} is not the one that was noted.")
    return {"tenant": tenant, "rows": len(json.loads(content)["events"]), "sha256": sha256(content)}


def drop(session: Session, tenant: str) -> int:
    """Remove the archive: what the law asked for has ended. Refused while a hold is in force."""
    if hold := of(session, tenant):
        raise UserError(f"Tenant {tenant} is under legal hold {hold['hold']}; its archive stays until it is lifted.")
    container = _container(session)
    names = [blob.name for blob in container.list_blobs(name_starts_with=f"{tenant}/")]
    for name in names:
        container.delete_blob(name)
    return len(names)


def archived(session: Session, tenant: str) -> int:
    return sum(1 for _ in _container(session).list_blobs(name_starts_with=f"{tenant}/"))


def discard(session: Session, tenant: str) -> None:
    """Take a wrong archive back while its hold is in force: the data itself is still there."""
    container = _container(session)
    for blob in list(container.list_blobs(name_starts_with=f"{tenant}/")):
        container.delete_blob(blob.name)


def _name(tenant: str, hold: dict[str, Any]) -> str:
    return f"{tenant}/{hold['hold']}.json"


def _container(session: Session) -> Any:
    container = session.azure.blobs(session.home.storage.blob_url).get_container_client(ARCHIVE)
    with contextlib.suppress(ResourceExistsError):
        container.create_container()
    return container


def _note(session: Session, tenant: str, event: str, facts: dict[str, Any]) -> dict[str, Any]:
    at = datetime.now(UTC)
    entry = {"tenant": tenant, "event": event, "at": at.isoformat(), **facts}
    session.evidence.upload_blob(f"{FOLDER}{tenant}/{at:%Y%m%dT%H%M%S%f}-{event}.json", canonical(entry))
    return entry
