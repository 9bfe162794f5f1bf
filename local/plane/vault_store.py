"""What vaults hold: versions of secrets and keys, encrypted at rest with a key of the environment's own."""

from __future__ import annotations

import base64
import json
import os
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from local.plane.behaviour import ArmError, Body
from local.plane.store import Store
from local.plane.tokens import private_file

Kind = Literal["secrets", "keys", "rotationpolicies"]
NONCE = 12
DAY = 86400


@dataclass(frozen=True, kw_only=True)
class Item:
    """One version of one secret or key."""

    vault: str
    kind: Kind
    name: str
    version: str
    attributes: Body  # enabled, created, updated, exp, nbf, tags, contentType, key_ops ...
    material: bytes
    deleted: Body | None  # {"deletedDate", "scheduledPurgeDate"} in seconds

    @property
    def enabled(self) -> bool:
        return bool(self.attributes.get("enabled", True))


class VaultStore:
    """Vaults by lower-cased name: names are unique in all of Azure, and content outlives a soft-deleted vault."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        path = folder / "vault.key"
        if not path.exists():
            private_file(path, AESGCM.generate_key(256))
        self._cipher = AESGCM(path.read_bytes())

    def add(self, vault: str, kind: Kind, name: str, attributes: Body, material: bytes, version: str = "") -> Item:
        """A new current version."""
        version = version or uuid.uuid4().hex
        at = int(time.time())
        attributes = {"enabled": True, "created": at, "updated": at} | attributes
        self.store.run(
            "INSERT INTO vault_items SELECT ?, ?, ?, ?, coalesce(max(sequence), 0) + 1, ?, ?, NULL FROM vault_items",
            *(vault.lower(), kind, name.lower(), version, json.dumps(attributes | {"name": name})),
            self._seal(material, vault, kind, name, version),
        )
        found = self.get(vault, kind, name, version)
        assert found is not None
        return found

    def versions(self, vault: str, kind: Kind, name: str, *, deleted: bool = False) -> list[Item]:
        """Every version, the oldest first."""
        return self._select("name = ? AND deleted IS " + ("NOT NULL" if deleted else "NULL"), vault, kind, name.lower())

    def get(self, vault: str, kind: Kind, name: str, version: str = "", *, deleted: bool = False) -> Item | None:
        found = self.versions(vault, kind, name, deleted=deleted)
        if version:
            return next((item for item in found if item.version == version.lower()), None)
        return found[-1] if found else None

    def current(self, vault: str, kind: Kind, *, deleted: bool = False) -> list[Item]:
        """The newest version of each, by name."""
        newest = {
            item.name.lower(): item
            for item in self._select("deleted IS " + ("NOT NULL" if deleted else "NULL"), vault, kind)
        }
        return [newest[name] for name in sorted(newest)]

    def update(self, item: Item, attributes: Body) -> None:
        changed = item.attributes | attributes | {"updated": int(time.time()), "name": item.name}
        sql = "UPDATE vault_items SET attributes = ? WHERE vault = ? AND kind = ? AND name = ? AND version = ?"
        self.store.run(sql, json.dumps(changed), item.vault, item.kind, item.name.lower(), item.version)

    def delete(self, vault: str, kind: Kind, name: str, retention_days: int) -> None:
        at = int(time.time())
        marks = json.dumps({"deletedDate": at, "scheduledPurgeDate": at + retention_days * DAY})
        self._mark(marks, vault, kind, name)

    def recover(self, vault: str, kind: Kind, name: str) -> None:
        self._mark(None, vault, kind, name)

    def purge(self, vault: str, kind: Kind | None = None, name: str | None = None) -> None:
        """For good: one secret or key with its versions, or all that a vault holds."""
        if kind is None or name is None:
            self.store.run("DELETE FROM vault_items WHERE vault = ?", vault.lower())
            return
        kinds = (kind, "rotationpolicies") if kind == "keys" else (kind,)
        for one in kinds:
            sql = "DELETE FROM vault_items WHERE vault = ? AND kind = ? AND name = ?"
            self.store.run(sql, vault.lower(), one, name.lower())

    def backup(self, items: list[Item], bounds: Body) -> str:
        """All versions of one secret or key, readable by this environment only; `bounds` say where it may go back."""
        versions = [
            {
                "version": item.version,
                "attributes": item.attributes,
                "material": base64.b64encode(item.material).decode(),
            }
            for item in items
        ]
        content = {"kind": items[0].kind, "name": items[0].name, "versions": versions, **bounds}
        nonce = os.urandom(NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, json.dumps(content).encode(), b"backup")
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open_backup(self, value: str) -> Body:
        try:
            sealed = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
            return json.loads(self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], b"backup"))
        except (ValueError, TypeError, InvalidTag):
            raise ArmError(400, "BadParameter", "Backup blob is malformed or of another environment.") from None

    def restore(self, vault: str, content: Body) -> None:
        with self.store.transaction():
            for one in content["versions"]:
                material = base64.b64decode(one["material"])
                self.add(vault, content["kind"], content["name"], one["attributes"], material, one["version"])

    def _mark(self, marks: str | None, vault: str, kind: Kind, name: str) -> None:
        sql = "UPDATE vault_items SET deleted = ? WHERE vault = ? AND kind = ? AND name = ?"
        self.store.run(sql, marks, vault.lower(), kind, name.lower())

    def _select(self, where: str, vault: str, kind: Kind, *values: Any) -> list[Item]:
        columns = "vault, kind, name, version, attributes, material, deleted"
        sql = f"SELECT {columns} FROM vault_items WHERE vault = ? AND kind = ? AND {where} ORDER BY sequence"  # noqa: S608
        return [self._item(*row) for row in self.store.rows(sql, vault.lower(), kind, *values)]

    def _item(
        self, vault: str, kind: Kind, name: str, version: str, attributes: str, material: bytes, deleted: str | None
    ) -> Item:
        known = json.loads(attributes)
        return Item(
            vault=vault,
            kind=kind,
            name=known.get("name", name),
            version=version,
            attributes=known,
            material=self._open(material, vault, kind, name, version),
            deleted=json.loads(deleted) if deleted else None,
        )

    def _seal(self, material: bytes, *place: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, material, "/".join(place).lower().encode())

    def _open(self, sealed: bytes, *place: str) -> bytes:
        return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], "/".join(place).lower().encode())
