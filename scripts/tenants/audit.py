"""A customer's audit trail in a file: every event, no content; encrypted with their key, signed by the vault's."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from scripts.drills import signing
from scripts.errors import UserError
from scripts.session import Session
from scripts.tenants.census import EXPORTS, check_id
from scripts.tenants.exports import tenant_key
from scripts.workload.keys import decrypt, encrypt

KIND = "urn:cordon:attestation:audit-trail:v1"
EVENTS = "select id, user_id::text, kind, at from events where tenant_id::text = %s order by id"
FIELDS = ["id", "user", "kind", "at"]  # who did what, when; the detail may be content and stays out (LOG-4)


def export(session: Session, tenant: str, run: str) -> dict[str, Any]:
    """Write `exports/<tenant>/audit-<run>`: the trail, and beside it the signature of its digest."""
    tenant = check_id(tenant)
    lines, facts = _trail(session, tenant)
    name = _name(tenant, run)
    with session.database() as connection:
        key = tenant_key(session, connection, tenant)
    session.content.upload_blob(f"{name}.jsonl", encrypt(key, f"{name}.jsonl", lines), overwrite=True)
    statement = signing.statement({"audit.jsonl": lines}, facts, KIND)
    envelope = signing.canonical(signing.sign(session.azure, session.home, statement))
    session.content.upload_blob(f"{name}.dsse.json", envelope, overwrite=True)
    return {"tenant": tenant, "sha256": signing.sha256(lines)} | facts


def check(session: Session, tenant: str, run: str) -> dict[str, Any]:
    """That the file opens, that its signature holds, and that no event of the database is missing in it."""
    tenant = check_id(tenant)
    name = _name(tenant, run)
    if not session.content.get_blob_client(f"{name}.jsonl").exists():
        raise UserError(f"Audit trail {name} is not there.")
    with session.database() as connection:
        key = tenant_key(session, connection, tenant)
    sealed = session.content.download_blob(f"{name}.jsonl").readall()
    lines = decrypt(key, f"{name}.jsonl", sealed)
    envelope = json.loads(session.content.download_blob(f"{name}.dsse.json").readall())
    try:
        said = signing.verify(envelope, {"audit.jsonl": lines})["predicate"]
    except ValueError as error:
        raise UserError(f"Audit trail {name} is not whole: {error}.") from None
    now = _trail(session, tenant)[1]
    if now["events"] < said["events"] or (now["events"] == said["events"] and now != said):
        raise UserError(f"Audit trail {name} has {said['events']} events, the database {now['events']}: they differ.")
    if any(sorted(json.loads(line)) != sorted(FIELDS) for line in lines.splitlines()):
        raise UserError(f"Audit trail {name} holds more than {', '.join(FIELDS)}.")
    return {"tenant": tenant, "sha256": signing.sha256(lines), "key": signing.thumbprint(envelope["publicKey"])} | said


def drop(session: Session, tenant: str, run: str) -> None:
    for suffix in ("jsonl", "dsse.json"):
        client = session.content.get_blob_client(f"{_name(check_id(tenant), run)}.{suffix}")
        if client.exists():
            client.delete_blob()


def _name(tenant: str, run: str) -> str:
    return f"{EXPORTS}{tenant}/audit-{run}"


def _trail(session: Session, tenant: str) -> tuple[bytes, dict[str, Any]]:
    with session.database() as connection:
        found = connection.execute(EVENTS, (tenant,)).fetchall()
    if not found:
        raise UserError(f"Tenant {tenant} has no events.")
    lines = [dict(zip(FIELDS, (number, user, kind, _time(at)), strict=True)) for number, user, kind, at in found]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    return text.encode(), {"events": len(lines), "first": lines[0]["at"], "last": lines[-1]["at"]}


def _time(at: datetime) -> str:
    return at.isoformat()
