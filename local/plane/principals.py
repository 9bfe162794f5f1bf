"""Who can sign in: the operator, further applications, and the managed identities of resources."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass

from local.plane.store import Store
from local.plane.tokens import Subject


@dataclass(frozen=True, kw_only=True)
class Principal:
    object_id: str
    client_id: str
    name: str
    kind: str  # "Application" | "ManagedIdentity"
    resource: str  # lower-cased id of the resource whose managed identity this is, else ""

    @property
    def subject(self) -> Subject:
        return Subject(object_id=self.object_id, client_id=self.client_id, name=self.name)


class Principals:
    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        name: str,
        kind: str = "Application",
        resource: str = "",
        *,
        object_id: str | None = None,
        client_id: str | None = None,
    ) -> tuple[Principal, str]:
        """A new principal and its secret, which is shown this once and kept as a hash (it has 256 bits of its own)."""
        secret = secrets.token_hex(32)
        principal = Principal(
            object_id=object_id or str(uuid.uuid4()),
            client_id=client_id or str(uuid.uuid4()),
            name=name,
            kind=kind,
            resource=resource.lower(),
        )
        values = (principal.object_id, principal.client_id, name, kind, _hash(secret), principal.resource)
        self._store.run("INSERT INTO principals VALUES (?, ?, ?, ?, ?, ?)", *values)
        return principal, secret

    def of_resource(self, resource_id: str, name: str) -> Principal:
        """The managed identity of a resource, made when it is first asked for."""
        with self._store.transaction():
            return self._one("resource", resource_id.lower()) or self.add(name, "ManagedIdentity", resource_id)[0]

    def remove_of(self, resource_id: str) -> None:
        self._store.run("DELETE FROM principals WHERE resource = ? AND resource <> ''", resource_id.lower())

    def renew_secret(self, principal: Principal) -> str:
        secret = secrets.token_hex(32)
        sql = "UPDATE principals SET secret = ? WHERE object_id = ?"
        self._store.run(sql, _hash(secret), principal.object_id)
        return secret

    def by_client(self, client_id: str) -> Principal | None:
        return self._one("client_id", client_id.lower())

    def by_object(self, object_id: str) -> Principal | None:
        return self._one("object_id", object_id.lower())

    def by_resource(self, resource_id: str) -> Principal | None:
        return self._one("resource", resource_id.lower()) if resource_id else None

    def by_secret(self, secret: str) -> Principal | None:
        return self._one("secret", _hash(secret))

    def has_secret(self, principal: Principal, secret: str) -> bool:
        found = self._store.rows("SELECT secret FROM principals WHERE object_id = ?", principal.object_id)
        return bool(found) and hmac.compare_digest(found[0][0], _hash(secret))

    def all(self) -> list[Principal]:
        rows = self._store.rows("SELECT object_id, client_id, name, kind, resource FROM principals ORDER BY name")
        return [_principal(row) for row in rows]

    def _one(self, column: str, value: str) -> Principal | None:
        sql = f"SELECT object_id, client_id, name, kind, resource FROM principals WHERE {column} = ?"  # noqa: S608
        found = self._store.rows(sql, value)
        return _principal(found[0]) if found else None


def _principal(row: tuple[str, ...]) -> Principal:
    object_id, client_id, name, kind, resource = row
    return Principal(object_id=object_id, client_id=client_id, name=name, kind=kind, resource=resource)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
