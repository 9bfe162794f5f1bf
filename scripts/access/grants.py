"""Access by case: what was asked for and approved is granted; when the case ends, Azure is asked whether it is gone."""

from __future__ import annotations

from typing import Any

from scripts.access import roles
from scripts.cases import case as cases
from scripts.cases import kind as kinds
from scripts.cases.case import Case
from scripts.errors import UserError
from scripts.session import Session


def grant(session: Session, case: str, *, urgent: bool = False) -> str:
    """Give what an approved case asks for. Returns the assignment's id."""
    found = _load(session, case)
    found.need("approved")
    asked = found.need("opened")["facts"]
    made = roles.grant(session, case, asked["principal"], asked["role"], asked["scope"], urgent=urgent)
    kinds.add(found, "granted", {"assignment": made})
    return made


def revoke(session: Session, case: str, why: str) -> None:
    found = _load(session, case)
    roles.revoke(session, found.need("granted")["facts"]["assignment"])
    if not found.last("revoked"):
        kinds.add(found, "revoked", {"why": why})


def check(session: Session, case: str, *, granted: bool) -> dict[str, Any]:
    """That Azure has (or no longer has) what the case says."""
    found = _load(session, case)
    assignment = found.need("granted")["facts"]["assignment"]
    there = roles.exists(session, assignment)
    if there != granted:
        raise UserError(f"Assignment {assignment} of case {case} is {'still' if there else 'not'} there.")
    if granted and found.last("revoked"):
        raise UserError(f"Case {case} says revoked, but assignment {assignment} is there.")
    return {"case": case, "assignment": assignment.rsplit("/", 1)[1], "granted": there}


def undo(session: Session, case: str) -> None:
    """Take a grant back as if it had not been."""
    found = _load(session, case)
    if entry := found.last("granted"):
        roles.revoke(session, entry["facts"]["assignment"])
        found.take_back("granted")


def leave(session: Session, principal: str, why: str) -> int:
    """Off-boarding: every assignment of the person, explained by a case or not. Returns how many were removed."""
    explained = {case.need("granted")["facts"]["assignment"].lower(): case for case in standing(session)}
    mine = roles.of(session, principal)
    for one in mine:
        roles.revoke(session, one.id)
        if case := explained.get(one.id.lower()):
            kinds.add(case, "revoked", {"why": why})
    return len(mine)


def standing(session: Session) -> list[Case]:
    """Cases whose access is granted and not ended."""
    return [
        case
        for case in cases.every(session, "access")
        if case.last("granted") and not case.last("revoked") and not case.is_closed
    ]


def _load(session: Session, case: str) -> Case:
    found = cases.load(session, case)
    if found.kind != "access":
        raise UserError(f"Case {case} is of kind {found.kind}; allowed is access.")
    return found
