"""A vault's secrets."""

from __future__ import annotations

from local.plane.behaviour import Body
from local.plane.vault_access import VaultError, Visit
from local.plane.vault_data import Objects
from local.plane.vault_store import Item

LARGEST = 25 * 1024


class Secrets(Objects):
    kind, one = "secrets", "Secret"
    read_action, get_action = "secrets/readMetadata/action", "secrets/getSecret/action"

    def set(self, visit: Visit, name: str, body: Body) -> Body:
        visit.require("secrets/setSecret/action", "set", name)
        self.free(visit, name)
        value = body.get("value")
        if not isinstance(value, str):
            raise VaultError(400, "BadParameter", "Property value is required: a string.")
        if len(value.encode()) > LARGEST:
            raise VaultError(400, "BadParameter", f"The value of a secret can't be larger than {LARGEST} bytes.")
        return self.bundle(visit, self.store.add(visit.name, self.kind, name, self.writable(body), value.encode()))

    def get(self, visit: Visit, name: str, version: str = "") -> Body:
        """Expired secrets can still be read: their dates are for information."""
        visit.require(self.get_action, "get", name)
        item = self.find(visit, name, version)
        if not item.enabled:
            raise VaultError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled")
        return self.bundle(visit, item)

    def update(self, visit: Visit, name: str, version: str, body: Body) -> Body:
        bundle = super().update(visit, name, version, body)
        bundle.pop("value")  # changing attributes shows no secret
        return bundle

    def recover(self, visit: Visit, name: str) -> Body:
        bundle = super().recover(visit, name)
        bundle.pop("value")
        return bundle

    def restore(self, visit: Visit, body: Body) -> Body:
        bundle = super().restore(visit, body)
        bundle.pop("value")
        return bundle

    def bundle(self, visit: Visit, item: Item) -> Body:
        return {"value": item.material.decode()} | self.entry(visit, item, self.address(visit, item))

    def entry(self, visit: Visit, item: Item, address: str) -> Body:
        shown: Body = {"id": address, "attributes": self.attributes(visit, item)}
        if item.attributes.get("contentType") is not None:
            shown["contentType"] = item.attributes["contentType"]
        return shown | ({"tags": item.attributes["tags"]} if "tags" in item.attributes else {})
