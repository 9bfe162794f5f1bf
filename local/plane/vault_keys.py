"""A vault's keys: made, imported, rotated, used. Dates and the enabled flag are honoured."""

from __future__ import annotations

import base64
import json
import os
import re
import time
from typing import Any

from local.plane import vault_crypto as crypto
from local.plane.behaviour import Body
from local.plane.vault_access import VaultError, Visit
from local.plane.vault_data import Objects
from local.plane.vault_store import Item

DAYS = {"Y": 365, "M": 30, "D": 1}
DURATION = re.compile(r"P(\d+)([YMD])")
# Operation in the URL -> (name in key_ops, verb of the data action, allowed on keys out of their dates)
USES: dict[str, tuple[str, str, bool]] = {
    "encrypt": ("encrypt", "encrypt", False),
    "decrypt": ("decrypt", "decrypt", True),
    "wrapkey": ("wrapKey", "wrap", False),
    "unwrapkey": ("unwrapKey", "unwrap", True),
    "sign": ("sign", "sign", False),
    "verify": ("verify", "verify", True),
}


class Keys(Objects):
    kind, one = "keys", "Key"
    read_action = get_action = "keys/read"

    def create(self, visit: Visit, name: str, body: Body) -> Body:
        visit.require("keys/create/action", "create", name)
        return self.bundle(visit, self.make(visit, name, body))

    def make(self, visit: Visit, name: str, body: Body) -> Item:
        """A new version; ARM's way of making keys comes here too."""
        self.free(visit, name)
        kind = self._kind(visit, str(body.get("kty") or "RSA"))
        key = crypto.generate(kind.removesuffix("-HSM"), body.get("key_size"), body.get("crv"))
        return self._add(visit, name, kind, key, body)

    def import_(self, visit: Visit, name: str, body: Body) -> Body:
        visit.require("keys/import/action", "import", name)
        self.free(visit, name)
        jwk: Body = body.get("key") or {}
        hsm = body.get("Hsm") or body.get("hsm")
        kind = self._kind(visit, str(jwk.get("kty", "")).removesuffix("-HSM") + ("-HSM" if hsm else ""))
        given = body | ({"key_ops": jwk["key_ops"]} if jwk.get("key_ops") else {})
        return self.bundle(visit, self._add(visit, name, kind, crypto.from_jwk(jwk), given))

    def rotate(self, visit: Visit, name: str) -> Body:
        visit.require("keys/rotate/action", "rotate", name)
        item = self.find(visit, name)
        public = crypto.public_jwk(crypto.load(item.material))
        kind = item.attributes["kty"]
        size = len(crypto.decode(public.get("n", ""), "n")) * 8 or None
        key = crypto.generate(kind.removesuffix("-HSM"), size, public.get("crv"))
        kept = {one: item.attributes[one] for one in ("tags", "key_ops") if one in item.attributes}
        expiry = self._policy(visit, name)["attributes"].get("expiryTime")
        dates = {"exp": int(time.time()) + _days(expiry) * 86400} if expiry else {}
        return self.bundle(visit, self._add(visit, name, kind, key, kept | {"attributes": dates}))

    def use(self, visit: Visit, name: str, version: str, operation: str, body: Body) -> Body:
        """Encrypt, decrypt, wrap, unwrap, sign or verify with one version (or the newest)."""
        word, verb, always = USES[operation]
        visit.require(f"keys/{verb}/action", word, name)
        item = self.find(visit, name, version)
        _check_usable(item, word, always=always)
        key, algorithm = crypto.load(item.material), str(body.get("alg", ""))
        if operation == "verify":
            digest, signature = crypto.decode(body.get("digest"), "digest"), crypto.decode(body.get("value"), "value")
            return {"value": crypto.verify(key, algorithm, digest, signature)}
        perform: Any = {"sign": crypto.sign, "decrypt": crypto.decrypt, "unwrapkey": crypto.decrypt}
        result = perform.get(operation, crypto.encrypt)(key, algorithm, crypto.decode(body.get("value"), "value"))
        return {"kid": self.address(visit, item), "value": crypto.encode(result)}

    def random(self, visit: Visit, body: Body) -> Body:
        count = body.get("count")
        if not isinstance(count, int) or not 1 <= count <= 128:
            raise VaultError(400, "BadParameter", "count has to be 1 to 128.")
        return {"value": base64.urlsafe_b64encode(os.urandom(count)).rstrip(b"=").decode()}

    def policy(self, visit: Visit, name: str) -> Body:
        visit.require("keyrotationpolicies/read", "getrotationpolicy", name)
        self.find(visit, name)
        return self._policy(visit, name)

    def set_policy(self, visit: Visit, name: str, body: Body) -> Body:
        visit.require("keyrotationpolicies/write", "setrotationpolicy", name)
        self.find(visit, name)
        return self.store_policy(visit, name, body)

    def store_policy(self, visit: Visit, name: str, body: Body) -> Body:
        if (expiry := (body.get("attributes") or {}).get("expiryTime")) and _days(expiry) < 28:
            raise VaultError(400, "BadParameter", "attributes.expiryTime has to be at least 28 days.")
        at = int(time.time())
        attributes = {"created": at} | (body.get("attributes") or {}) | {"updated": at}
        content = {"lifetimeActions": body.get("lifetimeActions") or [], "attributes": attributes}
        with self.store.store.transaction():
            self.store.purge(visit.name, "rotationpolicies", name)
            self.store.add(visit.name, "rotationpolicies", name, {}, json.dumps(content).encode())
        return self._policy(visit, name)

    def bundle(self, visit: Visit, item: Item) -> Body:
        known = item.attributes
        public = crypto.public_jwk(crypto.load(item.material))
        key = {"kid": self.address(visit, item), "kty": known["kty"], "key_ops": known["key_ops"], **public}
        shown: Body = {"key": key, "attributes": self.attributes(visit, item)}
        return shown | ({"tags": known["tags"]} if "tags" in known else {})

    def entry(self, visit: Visit, item: Item, address: str) -> Body:
        shown: Body = {"kid": address, "attributes": self.attributes(visit, item)}
        return shown | ({"tags": item.attributes["tags"]} if "tags" in item.attributes else {})

    def _kind(self, visit: Visit, wanted: str) -> str:
        if wanted not in ("RSA", "RSA-HSM", "EC", "EC-HSM"):
            text = f"Key type '{wanted}' is not supported in a vault; it has to be RSA, RSA-HSM, EC or EC-HSM."
            raise VaultError(400, "BadParameter", text)
        sku = str((visit.properties.get("sku") or {}).get("name", "standard")).lower()
        if wanted.endswith("-HSM") and sku != "premium":
            raise VaultError(400, "BadParameter", f"Key type '{wanted}' needs a vault of the Premium SKU.")
        return wanted

    def _add(self, visit: Visit, name: str, kind: str, key: crypto.PrivateKey, body: Body) -> Item:
        known = crypto.OPERATIONS[kind.removesuffix("-HSM")]
        asked = list(body.get("key_ops") or known)
        if unknown := [one for one in asked if one not in (*known, "import")]:
            raise VaultError(
                400, "BadParameter", f"Operation '{unknown[0]}' is not supported by a key of type '{kind}'."
            )
        attributes = self.writable(body) | {"kty": kind, "key_ops": asked}
        return self.store.add(visit.name, self.kind, name, attributes, crypto.dump(key))

    def _policy(self, visit: Visit, name: str) -> Body:
        stored = self.store.get(visit.name, "rotationpolicies", name)
        notify = {"trigger": {"timeBeforeExpiry": "P30D"}, "action": {"type": "Notify"}}
        content = json.loads(stored.material) if stored else {"lifetimeActions": [notify], "attributes": {}}
        return {"id": f"{visit.url}/keys/{name}/rotationpolicy", **content}


def _days(duration: str) -> int:
    match = DURATION.fullmatch(str(duration))
    if match is None:
        raise VaultError(400, "BadParameter", f"'{duration}' is not a duration such as P90D, P18M or P2Y.")
    return int(match[1]) * DAYS[match[2]]


def _check_usable(item: Item, operation: str, *, always: bool) -> None:
    """Keys out of their dates still undo and check what they did; disabled ones do nothing."""
    at = time.time()
    if not item.enabled:
        text = f"Operation {operation} is not allowed on a disabled key."
        raise VaultError(403, "Forbidden", text, "KeyDisabled")
    if operation not in item.attributes["key_ops"]:
        text = f"Operation {operation} is not permitted on this key."
        raise VaultError(403, "Forbidden", text, "KeyOperationForbidden")
    if not always and (exp := item.attributes.get("exp")) and at >= exp:
        text = f"Operation {operation} is not allowed on an expired key."
        raise VaultError(403, "Forbidden", text, "KeyExpired")
    if not always and (nbf := item.attributes.get("nbf")) and at < nbf:
        text = f"Operation {operation} is not allowed on a key that is not yet valid."
        raise VaultError(403, "Forbidden", text, "KeyNotYetValid")
