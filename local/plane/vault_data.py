"""What secrets and keys have in common: reading, lists, versions, soft delete, recovery, purge, backup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from local.plane.behaviour import Body
from local.plane.regions import REGIONS
from local.plane.vault_access import VaultError, Visit
from local.plane.vault_store import Item, VaultStore

if TYPE_CHECKING:
    from local.plane.vault_store import Kind

NAME = re.compile(r"[0-9a-zA-Z-]{1,127}")
PAGE = 25
SHOWN = ("enabled", "nbf", "exp", "created", "updated", "exportable")


class Objects:
    """Of one kind, in any vault. The subclasses say what one looks like, and how it comes to be."""

    kind: Kind
    one: str  # "Secret", "Key": as error codes and texts say it
    read_action: str  # the data action of lists and versions
    get_action: str

    def __init__(self, store: VaultStore) -> None:
        self.store = store

    def bundle(self, visit: Visit, item: Item) -> Body:
        """One version, whole."""
        raise NotImplementedError

    def entry(self, visit: Visit, item: Item, address: str) -> Body:
        """One line of a list."""
        raise NotImplementedError

    # -- shared parts

    def address(self, visit: Visit, item: Item, *, version: bool = True) -> str:
        return f"{visit.url}/{self.kind}/{item.name}" + (f"/{item.version}" if version else "")

    def attributes(self, visit: Visit, item: Item) -> Body:
        shown = {name: item.attributes[name] for name in SHOWN if item.attributes.get(name) is not None}
        return shown | {"recoveryLevel": visit.recovery_level, "recoverableDays": visit.retention_days}

    def find(self, visit: Visit, name: str, version: str = "") -> Item:
        item = self.store.get(visit.name, self.kind, name, version)
        if item is None:
            raise self.missing(name, version)
        return item

    def missing(self, name: str, version: str = "", *, deleted: bool = False) -> VaultError:
        place, what = f"{name}/{version}" if version else name, self.one.lower()
        state = "deleted " if deleted else ""
        text = (
            f"A {state}{what} with (name/id) {place} was not found in this key vault. If you recently deleted "
            f"this {what} you may be able to recover it using the correct recovery command."
        )
        return VaultError(404, f"{self.one}NotFound", text)

    def free(self, visit: Visit, name: str) -> None:
        """VaultError where the name can't be given to a new one."""
        if NAME.fullmatch(name) is None:
            text = (
                f"The request URI contains an invalid name: {name}; 1 to 127 letters, digits and hyphens are allowed."
            )
            raise VaultError(400, "BadParameter", text)
        if self.store.get(visit.name, self.kind, name, deleted=True):
            text = (
                f"{self.one} {name} is currently in a deleted but recoverable state, and its name cannot be reused; in "
                "this state, the object can only be recovered or purged."
            )
            raise VaultError(409, "Conflict", text, "ObjectIsDeletedButRecoverable")

    def allow(self, visit: Visit, verb: str, name: str = "") -> None:
        """Delete, backup, restore, recover, purge, update: the data actions of both kinds are alike."""
        action = f"{self.kind}/delete" if verb == "delete" else f"{self.kind}/{verb}/action"
        visit.require(action, verb, name)

    # -- verbs

    def get(self, visit: Visit, name: str, version: str = "") -> Body:
        visit.require(self.get_action, "get", name)
        return self.bundle(visit, self.find(visit, name, version))

    def update(self, visit: Visit, name: str, version: str, body: Body) -> Body:
        self.allow(visit, "update", name)
        item = self.find(visit, name, version)
        self.store.update(item, self.writable(body))
        return self.bundle(visit, self.find(visit, name, item.version))

    def writable(self, body: Body) -> Body:
        """The attributes of a request, as they are stored; only what was sent."""
        sent: Body = body.get("attributes") or {}
        found = {name: sent[name] for name in ("enabled", "nbf", "exp", "exportable") if name in sent}
        found |= {name: body[name] for name in ("contentType", "key_ops") if name in body}
        return found | ({"tags": body["tags"] or {}} if "tags" in body else {})

    def list(self, visit: Visit, query: Body) -> Body:
        visit.require(self.read_action, "list")
        items = self.store.current(visit.name, self.kind)
        found = [self.entry(visit, item, self.address(visit, item, version=False)) for item in items]
        return _page(visit, self.kind, found, query)

    def versions(self, visit: Visit, name: str, query: Body) -> Body:
        visit.require(self.read_action, "list", name)
        items = self.store.versions(visit.name, self.kind, name)
        found = [self.entry(visit, item, self.address(visit, item)) for item in reversed(items)]
        return _page(visit, f"{self.kind}/{name}/versions", found, query)

    def delete(self, visit: Visit, name: str) -> Body:
        self.allow(visit, "delete", name)
        self.find(visit, name)
        self.store.delete(visit.name, self.kind, name, visit.retention_days)
        return self._deleted(visit, self._find_deleted(visit, name))

    def deleted(self, visit: Visit, name: str) -> Body:
        visit.require(self.read_action if self.kind == "keys" else self.get_action, "get", name)
        return self._deleted(visit, self._find_deleted(visit, name))

    def list_deleted(self, visit: Visit, query: Body) -> Body:
        visit.require(self.read_action, "list")
        found = []
        for item in self.store.current(visit.name, self.kind, deleted=True):
            entry = self.entry(visit, item, self.address(visit, item, version=False))
            found.append(entry | self._marks(visit, item))
        return _page(visit, f"deleted{self.kind}", found, query)

    def recover(self, visit: Visit, name: str) -> Body:
        self.allow(visit, "recover", name)
        self._find_deleted(visit, name)
        self.store.recover(visit.name, self.kind, name)
        return self.bundle(visit, self.find(visit, name))

    def purge(self, visit: Visit, name: str) -> None:
        self.allow(visit, "purge", name)
        self._find_deleted(visit, name)
        if visit.purge_protected:
            text = 'Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault '
            text += "service will automatically purge it after the retention period has passed."
            raise VaultError(403, "Forbidden", text, "PurgeProtectionEnabled")
        self.store.purge(visit.name, self.kind, name)

    def backup(self, visit: Visit, name: str) -> Body:
        self.allow(visit, "backup", name)
        self.find(visit, name)
        items = self.store.versions(visit.name, self.kind, name)
        return {"value": self.store.backup(items, _bounds(visit))}

    def restore(self, visit: Visit, body: Body) -> Body:
        self.allow(visit, "restore")
        content = self.store.open_backup(str(body.get("value", "")))
        if content["kind"] != self.kind:
            raise VaultError(
                400, "BadParameter", f"The backup holds one of the {content['kind']}, not of the {self.kind}."
            )
        if any(content[name] != value for name, value in _bounds(visit).items()):
            text = "The backup was made in another subscription or geography and can only be restored there."
            raise VaultError(400, "BadParameter", text)
        self.free(visit, content["name"])
        if self.store.get(visit.name, self.kind, content["name"]):
            text = f"{self.one} {content['name']} already exists in this key vault and can't be restored over."
            raise VaultError(409, "Conflict", text, f"{self.one}AlreadyExists")
        self.store.restore(visit.name, content)
        return self.bundle(visit, self.find(visit, content["name"]))

    def _find_deleted(self, visit: Visit, name: str) -> Item:
        item = self.store.get(visit.name, self.kind, name, deleted=True)
        if item is None:
            raise self.missing(name, deleted=True)
        return item

    def _deleted(self, visit: Visit, item: Item) -> Body:
        bundle = self.bundle(visit, item)
        bundle.pop("value", None)
        return bundle | self._marks(visit, item)

    def _marks(self, visit: Visit, item: Item) -> Body:
        return {"recoveryId": f"{visit.url}/deleted{self.kind}/{item.name}", **(item.deleted or {})}


def _bounds(visit: Visit) -> Body:
    return {
        "subscription": visit.plane.subscription,
        "geography": REGIONS[visit.vault["location"]].geography,
    }


def _page(visit: Visit, path: str, found: list[Any], query: Body) -> Body:
    try:
        start, size = int(query.get("$skiptoken", 0)), int(query.get("maxresults", PAGE))
    except ValueError:
        raise VaultError(400, "BadParameter", "maxresults and $skiptoken have to be numbers.") from None
    if not 1 <= size <= PAGE:
        raise VaultError(400, "BadParameter", f"maxresults has to be 1 to {PAGE}.")
    more = start + size < len(found)
    version = query.get("api-version", "")
    link = f"{visit.url}/{path}?api-version={version}&$skiptoken={start + size}&maxresults={size}"
    return {"value": found[start : start + size], "nextLink": link if more else None}
