"""Role assignments as Azure Resource Manager knows them: list, grant, revoke."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.authorization.models import RoleAssignmentCreateParameters

from scripts.errors import UserError
from scripts.session import Session

SPACE = uuid.UUID("6f0d3c0e-6f63-4f9a-9c84-52a3b1f5f9a1")  # ours: assignments that the same case makes are the same
TOO_MUCH = ("Owner", "User Access Administrator", "Contributor")  # standing; break-glass has them for hours


@dataclass(frozen=True)
class Assignment:
    id: str
    principal: str
    role: str
    scope: str


def client(session: Session) -> Any:
    return session.azure.management(AuthorizationManagementClient)


def role_names(session: Session) -> dict[str, str]:
    """Names of roles by the last part of their ids."""
    scope = f"/subscriptions/{session.estate.subscription}"
    return {one.name: one.role_name for one in client(session).role_definitions.list(scope)}


def assignments(session: Session) -> list[Assignment]:
    """All in the subscription, in the order of their ids."""
    names = role_names(session)
    found = [
        Assignment(one.id, one.principal_id, names.get(one.role_definition_id.rsplit("/", 1)[1], "unknown"), one.scope)
        for one in client(session).role_assignments.list_for_subscription()
    ]
    return sorted(found, key=lambda one: one.id.lower())


def grant(session: Session, case: str, principal: str, role: str, scope: str, *, urgent: bool = False) -> str:
    """Assign a role; the same case makes the same assignment. Returns its id.

    UserError: the role is not known, or is one that nobody has standing (`urgent` is for break-glass).
    """
    if role in TOO_MUCH and not urgent:
        raise UserError(f"Role {role} is given to nobody for longer than an emergency; ask for a narrower one.")
    guid = next((guid for guid, name in role_names(session).items() if name == role), None)
    if not guid:
        raise UserError(f"Role {role!r} is not known to Azure here.")
    name = str(uuid.uuid5(SPACE, f"{case}/{principal}/{role}/{scope}".lower()))
    subscription = f"/subscriptions/{session.estate.subscription}"
    if not scope.lower().startswith(subscription.lower()):
        raise UserError(f"Scope {scope} is not in {subscription}.")
    made = client(session).role_assignments.create(
        scope,
        name,
        RoleAssignmentCreateParameters(
            role_definition_id=f"{subscription}/providers/Microsoft.Authorization/roleDefinitions/{guid}",
            principal_id=principal,
            principal_type="ServicePrincipal" if session.estate.environment == "local" else "User",
            description=f"cordon {case}",
        ),
    )
    return str(made.id)


def revoke(session: Session, assignment: str) -> None:
    """Remove an assignment; one that is gone already is fine."""
    client(session).role_assignments.delete_by_id(assignment)


def exists(session: Session, assignment: str) -> bool:
    """Asked of Azure, in a new question: what can't be found is gone."""
    try:
        client(session).role_assignments.get_by_id(assignment)
    except ResourceNotFoundError:
        return False
    return True


def of(session: Session, principal: str) -> list[Assignment]:
    return [one for one in assignments(session) if one.principal.lower() == principal.lower()]
