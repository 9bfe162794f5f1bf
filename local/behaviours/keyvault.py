"""Key Vault through Resource Manager: soft-deleted vaults and their names, keys and secrets made by a PUT."""

from __future__ import annotations

import json

from local.plane.behaviour import ArmError, Behaviour, Body, Call
from local.plane.ids import parse_resource
from local.plane.messages import Answer, Ask, merge
from local.plane.vault_access import Visit
from local.plane.vault_crypto import decode
from local.plane.vault_keys import Keys
from local.plane.vault_store import Item

RBAC_BY_DEFAULT = "2026-02-01"  # the API version from which a new vault goes by roles unless told otherwise
RETENTION = (7, 90)
DELETED = "/subscriptions/{subscription}/providers/Microsoft.KeyVault/deletedVaults"
DELETED_ONE = "/subscriptions/{subscription}/providers/Microsoft.KeyVault/locations/{location}/deletedVaults/{name}"


def bad(text: str) -> ArmError:
    return ArmError(400, "BadRequest", text)


class Vaults(Behaviour):
    type = "Microsoft.KeyVault/vaults"

    def __post_init__(self) -> None:
        self.routes[("GET", DELETED)] = self.list_deleted
        self.routes[("GET", DELETED_ONE)] = self.get_deleted
        self.routes[("POST", DELETED_ONE + "/purge")] = self.purge

    def validate(self, call: Call) -> None:
        properties, before = call.properties, (call.before or {}).get("properties", {})
        deleted = self._deleted(call.body["name"])
        recover = str(properties.get("createMode", "")).lower() == "recover"
        if call.before is None and deleted and not recover:
            text = "A vault with the same name already exists in deleted state. You need to either recover or purge "
            raise ArmError(409, "ConflictError", text + "existing key vault.")
        if recover and call.before is None and not deleted:
            raise bad(f"There is no deleted vault '{call.body['name']}' to recover.")
        if str(properties.get("tenantId", self.plane.tenant)).lower() != self.plane.tenant:
            raise bad(
                f"The tenant '{properties['tenantId']}' is not the subscription's, which is '{self.plane.tenant}'."
            )
        if properties.get("enableSoftDelete") is False:
            raise bad("The property 'enableSoftDelete' cannot be set to false: soft delete is always on.")
        if before.get("enablePurgeProtection") and properties.get("enablePurgeProtection") is False:
            text = "The property 'enablePurgeProtection' cannot be set to false. "
            raise bad(text + "Enabling the purge protection for a vault is an irreversible action.")
        if properties.get("enablePurgeProtection") is False:
            raise bad("The property 'enablePurgeProtection' cannot be set to false; leave it out instead.")
        days = properties.get("softDeleteRetentionInDays")
        if days is not None and not RETENTION[0] <= days <= RETENTION[1]:
            raise bad(f"'softDeleteRetentionInDays' is {days}; allowed are {RETENTION[0]} to {RETENTION[1]}.")
        if days is not None and before.get("softDeleteRetentionInDays", days) != days:
            raise bad("The property 'softDeleteRetentionInDays' has been set already and it can't be modified.")

    def outputs(self, call: Call) -> Body:
        """Azure's defaults, and the address."""
        properties, before = call.properties, (call.before or {}).get("properties", {})
        kept: Body = {}
        if call.before is None and (deleted := self._deleted(call.body["name"])):
            kept = deleted["properties"]
        defaults = {
            "tenantId": self.plane.tenant,
            "enableSoftDelete": True,
            "softDeleteRetentionInDays": 90,
            "enableRbacAuthorization": call.api_version >= RBAC_BY_DEFAULT,
            "publicNetworkAccess": "Enabled",
        }
        known = merge(merge(defaults, before), kept)
        found = {name: properties.get(name, known[name]) for name in defaults}
        if known.get("enablePurgeProtection"):
            found["enablePurgeProtection"] = True
        name = call.body["name"].lower()
        return found | {
            "vaultUri": f"https://{name}.vault.localhost:{self.plane.port}/",
            "provisioningState": "Succeeded",
        }

    def put(self, call: Call) -> Body:
        """A recovered vault gets its keys back as resources too."""
        with self.plane.store.transaction():
            if self._deleted(call.body["name"]):
                self.plane.store.run("DELETE FROM deleted_vaults WHERE name = ?", call.body["name"].lower())
                for item in self.plane.vaults.current(call.body["name"], "keys"):
                    self._show_key(call.body, item)
        return {}

    def _show_key(self, vault: Body, item: Item) -> None:
        visit = Visit(self.plane, vault, {})
        properties = key_outputs(Keys(self.plane.vaults), visit, item)
        path = f"{vault['id']}/keys/{item.name}"
        body = {"id": path, "name": item.name, "type": VaultKeys.type, "properties": properties}
        self.plane.store.put(body, properties)

    def delete(self, resource: Body) -> None:
        """Soft: the content stays, the name stays taken."""
        at = {"body": resource}
        values = (resource["name"].lower(), resource["location"], json.dumps(at))
        self.plane.store.run("INSERT OR REPLACE INTO deleted_vaults VALUES (?, ?, ?)", *values)

    def _deleted(self, name: str) -> Body | None:
        found = self.plane.store.rows("SELECT body FROM deleted_vaults WHERE name = ?", name.lower())
        return json.loads(found[0][0])["body"] if found else None

    def _shown(self, vault: Body) -> Body:
        subscription = parse_resource(vault["id"]).subscription
        place = f"/subscriptions/{subscription}/providers/Microsoft.KeyVault/locations/{vault['location']}"
        properties = {"vaultId": vault["id"], "location": vault["location"], "tags": vault.get("tags") or {}}
        if vault["properties"].get("enablePurgeProtection"):
            properties["purgeProtectionEnabled"] = True
        return {
            "id": f"{place}/deletedVaults/{vault['name']}",
            "name": vault["name"],
            "type": "Microsoft.KeyVault/deletedVaults",
            "properties": properties,
        }

    def list_deleted(self, ask: Ask, values: dict[str, str]) -> Answer:
        rows = self.plane.store.rows("SELECT body FROM deleted_vaults ORDER BY name")
        return Answer(status=200, body={"value": [self._shown(json.loads(row[0])["body"]) for row in rows]})

    def _require_deleted(self, values: dict[str, str]) -> Body:
        vault = self._deleted(values["name"])
        if vault is None or vault["location"] != values["location"].lower():
            text = f"The specified deleted vault '{values['name']}' does not exist in location '{values['location']}'."
            raise ArmError(404, "DeletedVaultNotFound", text)
        return vault

    def get_deleted(self, ask: Ask, values: dict[str, str]) -> Answer:
        return Answer(status=200, body=self._shown(self._require_deleted(values)))

    def purge(self, ask: Ask, values: dict[str, str]) -> Answer:
        vault = self._require_deleted(values)
        if vault["properties"].get("enablePurgeProtection"):
            text = f"Operation 'DeletedVaultPurge' is not allowed: purge protection is on for '{vault['name']}'."
            raise ArmError(400, "MethodNotAllowed", text)
        with self.plane.store.transaction():
            self.plane.vaults.purge(vault["name"])
            self.plane.store.run("DELETE FROM deleted_vaults WHERE name = ?", vault["name"].lower())
        return Answer(status=200)


def key_outputs(keys: Keys, visit: Visit, item: Item) -> Body:
    """A key as Resource Manager shows it."""
    bundle = keys.bundle(visit, item)
    shown = {
        name: item.attributes[name]
        for name in ("enabled", "created", "updated", "exp", "nbf")
        if name in item.attributes
    }
    found: Body = {
        "kty": item.attributes["kty"],
        "keyOps": item.attributes["key_ops"],
        "attributes": shown | {"recoveryLevel": visit.recovery_level},
        "keyUri": keys.address(visit, item, version=False),
        "keyUriWithVersion": keys.address(visit, item),
    }
    if "crv" in bundle["key"]:
        return found | {"curveName": bundle["key"]["crv"]}
    return found | {"keySize": len(decode(bundle["key"]["n"], "n")) * 8}


class VaultKeys(Behaviour):
    type = "Microsoft.KeyVault/vaults/keys"

    def put(self, call: Call) -> Body:
        """The first version if there is none; what exists is shown and left alone, as on Azure."""
        visit, keys = _visit(self, call), Keys(self.plane.vaults)
        name, properties = call.body["name"], call.properties
        item = self.plane.vaults.get(visit.name, "keys", name)
        if item is None:
            body = {
                "kty": properties.get("kty"),
                "key_size": properties.get("keySize"),
                "crv": properties.get("curveName"),
                "key_ops": properties.get("keyOps"),
                "attributes": properties.get("attributes") or {},
                "tags": call.body.get("tags") or {},
            }
            item = keys.make(visit, name, body)
            if rotation := properties.get("rotationPolicy"):
                keys.store_policy(visit, name, rotation)
        return key_outputs(keys, visit, item)


class VaultSecrets(Behaviour):
    type = "Microsoft.KeyVault/vaults/secrets"

    def put(self, call: Call) -> Body:
        visit, name, properties = _visit(self, call), call.body["name"], call.properties
        value = properties.get("value")
        item = self.plane.vaults.get(visit.name, "secrets", name)
        if value is not None and (item is None or item.material.decode() != value):
            attributes = {
                **{key: one for key, one in (properties.get("attributes") or {}).items() if one is not None},
                "tags": call.body.get("tags") or {},
            }
            if properties.get("contentType"):
                attributes["contentType"] = properties["contentType"]
            item = self.plane.vaults.add(visit.name, "secrets", name, attributes, str(value).encode())
        address = f"{visit.url}/secrets/{name}"
        return {"secretUri": address, "secretUriWithVersion": f"{address}/{item.version}" if item else address}


def _visit(behaviour: Behaviour, call: Call) -> Visit:
    """ARM's own access to a vault: whoever may write the resource needs no data role."""
    vault = behaviour.plane.store.get(call.id.rsplit("/", 2)[0])
    assert vault is not None
    return Visit(behaviour.plane, vault, {"oid": call.principal})
