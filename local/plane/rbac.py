"""Azure's role-based access: role assignments on scopes, built-in role definitions as data, actions with wildcards."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from local.plane.behaviour import ArmError, Body
from local.plane.store import Store

ASSIGNMENTS, DEFINITIONS = "Microsoft.Authorization/roleAssignments", "Microsoft.Authorization/roleDefinitions"


@dataclass(frozen=True)
class Role:
    id: str  # the GUID
    name: str
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    data_actions: tuple[str, ...]
    not_data_actions: tuple[str, ...]
    custom: bool = False

    def allows(self, action: str, *, data: bool) -> bool:
        granted, withheld = (self.data_actions, self.not_data_actions) if data else (self.actions, self.not_actions)
        return any(_matches(one, action) for one in granted) and not any(_matches(one, action) for one in withheld)

    def body(self, subscription: str) -> Body:
        permission = {
            "actions": list(self.actions),
            "notActions": list(self.not_actions),
            "dataActions": list(self.data_actions),
            "notDataActions": list(self.not_data_actions),
        }
        return {
            "id": f"/subscriptions/{subscription}/providers/{DEFINITIONS}/{self.id}",
            "name": self.id,
            "type": DEFINITIONS,
            "properties": {
                "roleName": self.name,
                "type": "CustomRole" if self.custom else "BuiltInRole",
                "description": "",
                "assignableScopes": ["/"],
                "permissions": [permission],
            },
        }


LISTS = ("actions", "notActions", "dataActions", "notDataActions")


def _role(guid: str, name: str, permission: Body, *, custom: bool) -> Role:
    actions, not_actions, data_actions, not_data_actions = (tuple(permission.get(key) or ()) for key in LISTS)
    return Role(guid, name, actions, not_actions, data_actions, not_data_actions, custom)


def _built_in() -> dict[str, Role]:
    data = json.loads(Path(__file__).with_name("roles.json").read_text())
    roles = {}
    for name, role in data.items():
        roles[role["id"]] = _role(role["id"], name, role, custom=False)
    return roles


BUILT_IN = _built_in()


class Access:
    """Who may do what where."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen = -1
        self._assignments: list[tuple[str, str, str]] = []  # principal, scope, role GUID; all lower-cased

    def role(self, definition_id: str) -> Role | None:
        guid = definition_id.rstrip("/").rsplit("/", 1)[-1].lower()
        if guid in BUILT_IN:
            return BUILT_IN[guid]
        for body in self._store.list(type=DEFINITIONS, name=guid):
            properties = body["properties"]
            merged: dict[str, list[str]] = {key: [] for key in LISTS}
            for permission in properties.get("permissions") or []:
                for key in LISTS:
                    merged[key] += permission.get(key) or []
            return _role(guid, properties.get("roleName", guid), merged, custom=True)
        return None

    def allowed(self, principal: str, action: str, scope: str, *, data: bool = False) -> bool:
        place = scope.lower().rstrip("/")
        for who, where, definition in self._current():
            if who != principal or not (place == where or place.startswith(where + "/") or not where):
                continue
            role = self.role(definition)
            if role and role.allows(action, data=data):
                return True
        return False

    def require(self, claims: Body, action: str, scope: str) -> None:
        """ArmError 403 in ARM's words unless the caller may do it."""
        if self.allowed(claims["oid"], action, scope):
            return
        raise ArmError(
            403,
            "AuthorizationFailed",
            f"The client '{claims.get('appid')}' with object id '{claims['oid']}' does not have authorization to "
            f"perform action '{action}' over scope '{scope or '/'}' or the scope is invalid. "
            "If access was recently granted, please refresh your credentials.",
        )

    def _current(self) -> list[tuple[str, str, str]]:
        changes = self._store.changes(ASSIGNMENTS)
        if changes != self._seen:
            self._assignments = [
                (
                    str(body["properties"]["principalId"]).lower(),
                    str(body["properties"]["scope"]).rstrip("/").lower(),
                    str(body["properties"]["roleDefinitionId"]),
                )
                for body in self._store.list(type=ASSIGNMENTS)
            ]
            self._seen = changes
        return self._assignments


@lru_cache(4096)
def _pattern(granted: str) -> re.Pattern[str]:
    return re.compile(re.escape(granted).replace(r"\*", ".*"), re.IGNORECASE)


def _matches(granted: str, action: str) -> bool:
    return _pattern(granted).fullmatch(action) is not None
