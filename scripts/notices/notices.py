"""A notice of a case: its text, whom it is for, and its copies in the outbox, from which the mail gateway takes them.

Tenants are ids here; whose address belongs to an id, the application knows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scripts.cases import kind as kinds
from scripts.cases.case import Case
from scripts.drills.signing import canonical, sha256
from scripts.errors import UserError
from scripts.runbooks.redaction import find, secrets

FOLDER, OUTBOX = "notices", "outbox"
MUST_SAY = {
    "incident": {
        "nature": "What happened",
        "impact": "What it is likely to mean for you",
        "mitigation": "What we have done and will do",
        "contact": "Whom to ask",
    },
    "subprocessor": {
        "name": "Who",
        "purpose": "For what",
        "region": "Where data is processed",
        "effective": "From when",
        "objection": "How to object",
    },
}
LEAST = 3  # characters of an answer; "tbd" is none
EMPTY = frozenset({"tbd", "todo", "n/a", "unknown", "???"})


def draft(case: Case, said: Mapping[str, str]) -> str:
    """Write the notice, and its digest into the case. UserError names what it doesn't say."""
    wanted = MUST_SAY.get(case.kind)
    if not wanted:
        raise UserError(f"Case {case.id} is of kind {case.kind}; notices are for {', '.join(MUST_SAY)}.")
    if unknown := sorted(set(said) - set(wanted)):
        raise UserError(f"Field {unknown[0]} is not one of the notice; allowed are {', '.join(wanted)}.")
    for name, heading in wanted.items():
        answer = said.get(name, "").strip()
        if len(answer) < LEAST or answer.lower() in EMPTY:
            raise UserError(f"The notice doesn't say {name} ({heading.lower()}).")
    text = (
        f"Notice {case.id}\n\n"
        + "\n".join(f"{heading}: {said[name].strip()}" for name, heading in wanted.items())
        + "\n"
    )
    if kinds_found := find(text, secrets()):
        raise UserError(f"The notice would hold a {kinds_found[0]}.")
    case.session.evidence.upload_blob(_text(case), text.encode(), overwrite=True)
    if case.kind == "incident":
        kinds.add(case, "drafted", {"notice": sha256(text.encode())})
    return text


def read(case: Case) -> bytes:
    return case.session.evidence.download_blob(_text(case)).readall()


def check(case: Case) -> dict[str, Any]:
    """That the notice says everything, and is the one of the case."""
    text = read(case)
    for name, heading in MUST_SAY[case.kind].items():
        if f"\n{heading}: ".encode() not in text:
            raise UserError(f"The notice of {case.id} doesn't say {name}.")
    drafted = case.last("drafted")
    if case.kind == "incident" and (not drafted or drafted["facts"]["notice"] != sha256(text)):
        raise UserError(f"The notice of {case.id} is not the drafted one.")
    return {"case": case.id, "notice": sha256(text), "fields": len(MUST_SAY[case.kind])}


def address(case: Case, tenants: Sequence[str]) -> int:
    """Whom it is for: these tenants, or all that there are. UserError where one isn't there."""
    with case.session.database() as connection:
        there = [str(tenant) for (tenant,) in connection.execute("select id::text from tenants order by 1")]
    if unknown := sorted(set(tenants) - set(there)):
        raise UserError(f"Tenant {unknown[0]} is not there.")
    chosen = sorted(tenants) if tenants else there
    content = canonical(chosen)
    case.session.evidence.upload_blob(_tenants(case), content, overwrite=True)
    if case.kind == "incident":
        kinds.add(case, "affected", {"tenants": str(len(chosen)), "digest": sha256(content)})
    return len(chosen)


def addressees(case: Case) -> list[str]:
    return json.loads(case.session.evidence.download_blob(_tenants(case)).readall())


def send(case: Case) -> int:
    """Put a copy for each tenant into the outbox and note when: the clock stops here. May be run again."""
    digest = check(case)["notice"]
    tenants = addressees(case)
    for tenant in tenants:
        copy = {"case": case.id, "tenant": tenant, "notice": digest}
        case.session.evidence.upload_blob(_copy(case, tenant), canonical(copy), overwrite=True)
    if not case.last("notified"):
        kinds.add(case, "notified", {"tenants": str(len(tenants)), "notice": digest})
    return len(tenants)


def check_sent(case: Case) -> dict[str, Any]:
    """That the outbox has the case's notice for every tenant that it is for, and for no other."""
    told = case.need("notified")["facts"]
    prefix = f"{OUTBOX}/{case.id}/"
    there = {blob.name.removeprefix(prefix).removesuffix(".json")
             for blob in case.session.evidence.list_blobs(name_starts_with=prefix)}  # fmt: skip
    wanted = set(addressees(case))
    if missing := sorted(wanted - there):
        raise UserError(f"The notice of {case.id} is not on its way to tenant {missing[0]}.")
    if extra := sorted(there - wanted):
        raise UserError(f"The notice of {case.id} is on its way to tenant {extra[0]}, whom it doesn't concern.")
    if told["notice"] != sha256(read(case)):
        raise UserError(f"The notice of {case.id} was changed after it was sent.")
    return {"case": case.id, "tenants": len(wanted), "notice": told["notice"]}


def recall(case: Case) -> int:
    """Take back what the gateway hasn't taken yet, and say that the customers were not told."""
    prefix = f"{OUTBOX}/{case.id}/"
    names = [blob.name for blob in case.session.evidence.list_blobs(name_starts_with=prefix)]
    for name in names:
        case.session.evidence.delete_blob(name)
    case.take_back("notified")
    return len(names)


def _text(case: Case) -> str:
    return f"{FOLDER}/{case.id}.txt"


def _tenants(case: Case) -> str:
    return f"{FOLDER}/{case.id}.tenants.json"


def _copy(case: Case, tenant: str) -> str:
    return f"{OUTBOX}/{case.id}/{tenant}.json"
