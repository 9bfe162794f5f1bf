"""Roles that the drill gives itself on what it has made, and on nothing else: narrow, marked, taken back."""

from __future__ import annotations

import base64
import json
import time
import uuid
from typing import TYPE_CHECKING

from azure.core.exceptions import HttpResponseError, ResourceExistsError
from azure.mgmt.authorization import models as authorization

from scripts.azure import ARM
from scripts.drills.journal import MARK
from scripts.drills.resources import roles

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.drills.drill import Drill

# Source: "Azure built-in roles", Microsoft Learn, 2026-11. The GUIDs are the same in every tenant.
KEYS = "14b46e9e-c2b7-41b4-b07b-48a6ebf60603"  # Key Vault Crypto Officer
SECRETS = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"  # Key Vault Secrets Officer
BLOBS = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"  # Storage Blob Data Contributor
BACKUP = "e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1"  # Storage Account Backup Contributor
IN_FORCE_WITHIN = 300  # seconds: Azure says that an assignment may take up to ten minutes, and most take less than one


def myself(drill: Drill) -> str:
    """Object id of whoever runs the drill, as its own token says."""
    claims = drill.azure.credential.get_token(f"{ARM}/.default").token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["oid"]


def grant(drill: Drill, scope: str, role: str, principal: str | None = None) -> None:
    """Give a role on `scope` to `principal` (ourselves). Called again, it changes nothing."""
    who = principal or myself(drill)
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{drill.id}/{scope}/{role}/{who}".lower())
    assignment = f"{scope}/providers/Microsoft.Authorization/roleAssignments/{name}"
    drill.journal.write("create", type="role", id=assignment)
    definition = f"/subscriptions/{drill.estate.subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}"
    body = authorization.RoleAssignmentCreateParameters(
        role_definition_id=definition,
        principal_id=who,
        principal_type="ServicePrincipal",
        description=f"{MARK} {drill.id}",
    )
    try:
        roles(drill.azure).create_by_id(assignment, body)
    except ResourceExistsError as error:
        if "already exists" not in str(error):
            raise


def in_force(drill: Drill, asked: Callable[[], object]) -> None:
    """Ask until a new role is in force: until then Azure answers 403."""
    deadline = time.monotonic() + IN_FORCE_WITHIN
    while True:
        try:
            asked()
        except HttpResponseError as error:
            if error.status_code != 403 or time.monotonic() > deadline:
                raise
            drill.check_interrupted()
            time.sleep(1)
        else:
            return
