"""The periodic review: what Azure has, against what Pulumi's state and the cases explain. The rest is decided on.

Nothing is kept because nobody looked: an assignment that is neither explained nor decided on keeps the review open.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from typing import Any

from scripts.access import grants, roles
from scripts.cases import case as cases
from scripts.cases import kind as kinds
from scripts.cases.case import Case
from scripts.cases.kind import day
from scripts.drills.signing import canonical, sha256
from scripts.errors import UserError
from scripts.estate import CLONE
from scripts.runbooks.people import who
from scripts.session import Session

FOLDER = "reviews"
TYPE = "azure-native:authorization:RoleAssignment"


def provisioned(stack: str) -> set[str]:
    """Ids of the assignments that the program makes, by the stack's state."""
    engine = shutil.which("pulumi")
    if not engine:
        raise UserError("No `pulumi` on PATH, so nobody knows which assignments the program makes.")
    command = [engine, "stack", "export", "--stack", stack, "--cwd", str(CLONE)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    if answer.returncode:
        raise UserError(f"Stack {stack} can't be exported: {answer.stderr.strip().splitlines()[-1]}")
    resources = json.loads(answer.stdout)["deployment"].get("resources", [])
    return {one["id"].lower() for one in resources if one["type"] == TYPE}


def collect(session: Session, stack: str, case: str) -> dict[str, Any]:
    """Compare, and write down every assignment with what explains it. Counts and digest."""
    found = _load(session, case)
    program = provisioned(stack)
    granted = {one.need("granted")["facts"]["assignment"].lower(): one for one in grants.standing(session)}
    lines = list[dict[str, Any]]()
    for one in roles.assignments(session):
        access = granted.get(one.id.lower())
        over = bool(access and day(access.facts["until"]) < datetime.now(UTC))
        because = "program" if one.id.lower() in program else f"case {access.id}" if access and not over else None
        lines.append({"assignment": one.id, "principal": one.principal, "role": one.role, "scope": one.scope,
                      "because": because})  # fmt: skip
    content = canonical(lines)
    session.evidence.upload_blob(f"{FOLDER}/{case}/{sha256(content)}.json", content, overwrite=True)
    kinds.add(found, "collected", {"items": str(len(lines)), "digest": sha256(content)})
    return {
        "assignments": len(lines),
        "unexplained": sum(not one["because"] for one in lines),
        "digest": sha256(content),
    }


def lines(session: Session, case: str) -> list[dict[str, Any]]:
    digest = _load(session, case).need("collected")["facts"]["digest"]
    return json.loads(session.evidence.download_blob(f"{FOLDER}/{case}/{digest}.json").readall())


def open_ones(session: Session, case: str) -> list[dict[str, Any]]:
    """Those that nothing explains."""
    return [one for one in lines(session, case) if not one["because"]]


def decide(session: Session, case: str, keep: list[str], by: str | None = None) -> dict[str, int]:
    """Decide on all unexplained ones: those whose principal is in `keep` stay, the others go."""
    unexplained = open_ones(session, case)
    unknown = set(keep) - {one["principal"] for one in unexplained}
    if unknown:
        raise UserError(f"Principal {sorted(unknown)[0]} has no unexplained assignment; nothing to keep.")
    kept = [one for one in unexplained if one["principal"] in keep]
    decision = {"keep": [one["assignment"] for one in kept],
                "revoke": [one["assignment"] for one in unexplained if one not in kept]}  # fmt: skip
    session.evidence.upload_blob(f"{FOLDER}/{case}/decision.json", canonical(decision), overwrite=True)
    counts = {"keep": len(decision["keep"]), "change": len(decision["revoke"])}
    kinds.add(
        _load(session, case), "decided", {name: str(n) for name, n in counts.items()} | {"by": by or who(session.azure)}
    )
    return counts


def decision(session: Session, case: str) -> dict[str, list[str]]:
    _load(session, case).need("decided")
    return json.loads(session.evidence.download_blob(f"{FOLDER}/{case}/decision.json").readall())


def apply(session: Session, case: str) -> int:
    """Revoke what was decided on. Never one's own way in: it would end the review in the middle."""
    doomed = decision(session, case)["revoke"]
    mine = {one.id for one in roles.of(session, who(session.azure))}
    if own := sorted(mine & set(doomed)):
        raise UserError(f"Assignment {own[0]} is of whoever runs this; somebody else must revoke it.")
    for assignment in doomed:
        roles.revoke(session, assignment)
    found = _load(session, case)
    if not found.last("applied"):
        kinds.add(found, "applied", {"changes": str(len(doomed))})
    return len(doomed)


def check(session: Session, case: str) -> dict[str, int]:
    """That everything revoked is gone and everything kept is there, asked of Azure now."""
    decided = decision(session, case)
    there = {one.id for one in roles.assignments(session)}
    if left := [one for one in decided["revoke"] if one in there]:
        raise UserError(f"Assignment {left[0]} was to be revoked and is there.")
    if lost := [one for one in decided["keep"] if one not in there]:
        raise UserError(f"Assignment {lost[0]} was to be kept and is gone.")
    return {"kept": len(decided["keep"]), "revoked": len(decided["revoke"]), "assignments": len(there)}


def _load(session: Session, case: str) -> Case:
    return cases.load(session, case)
