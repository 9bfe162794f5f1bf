"""Storage accounts: one Azurite process each, with real keys and real containers."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.blob import AccountSasPermissions, ResourceTypes, generate_account_sas

from local.data.azurite import Account
from local.data.stanza import now
from local.plane.behaviour import ArmError, Behaviour, Body, Call
from local.plane.regions import REGIONS

if TYPE_CHECKING:
    from local.plane.plane import Plane

ACCOUNT = "Microsoft.Storage/storageAccounts"
CONTAINER = f"{ACCOUNT}/blobServices/containers"
POLICY = f"{CONTAINER}/immutabilityPolicies"
SERVICES = ("blob", "dfs", "file", "queue", "table", "web")


class StorageAccount(Behaviour):
    type = ACCOUNT
    needs_data_plane = True

    def __init__(self, plane: Plane) -> None:
        super().__init__(plane)
        self.actions = {
            "listKeys": self._list_keys,
            "regenerateKey": self._regenerate,
            "ListAccountSas": self._sas,
        }

    def account(self, resource: Body) -> Account:
        return Account(self.plane.home, resource["name"])

    def validate(self, call: Call) -> None:
        sku, pair = str((call.body.get("sku") or {}).get("name")), REGIONS[call.body["location"]].pair
        if call.body["name"].removeprefix("backup") in REGIONS:  # the platform's own, for the servers' backups
            text = f"The storage account named {call.body['name']} is already taken."
            raise ArmError(409, "StorageAccountAlreadyTaken", text)
        if "G" in sku.removeprefix("Standard_").removeprefix("Premium_") and not pair:
            text = f"The account property 'sku' has the value {sku}, but region {call.body['location']} has no pair."
            raise ArmError(400, "InvalidAccountSku", text)

    def validate_delete(self, resource: Body) -> None:
        for policy in self.plane.store.list(type=POLICY):
            if policy["id"].lower().startswith(resource["id"].lower() + "/") and _locked(policy):
                text = f"The account '{resource['name']}' has containers with a locked immutability policy."
                raise ArmError(409, "StorageAccountOperationInProgressOrProtected", text)

    def outputs(self, call: Call) -> Body:
        name, region, sku = call.body["name"], call.body["location"], str((call.body.get("sku") or {}).get("name"))
        before = (call.before or {}).get("properties") or {}
        found: Body = {
            "primaryEndpoints": self._endpoints(name, ""),
            "primaryLocation": region,
            "statusOfPrimary": "available",
            "creationTime": before.get("creationTime") or now().isoformat().replace("+00:00", "Z"),
        }
        if "GRS" in sku or "GZRS" in sku:
            found |= {"secondaryLocation": REGIONS[region].pair, "statusOfSecondary": "available"}
        if "RAG" in sku:
            found["secondaryEndpoints"] = {
                service: url for service, url in self._endpoints(name, "-secondary").items() if service != "file"
            }
        defaults: Body = {
            "accessTier": "Hot",
            "allowBlobPublicAccess": False,
            "supportsHttpsTrafficOnly": True,
            "minimumTlsVersion": "TLS1_0",
            "networkAcls": {
                "bypass": "AzureServices", "defaultAction": "Allow", "virtualNetworkRules": [], "ipRules": [],
            },
            "encryption": {
                "keySource": "Microsoft.Storage",
                "services": {one: {"enabled": True, "keyType": "Account"} for one in ("blob", "file")},
            },
        }  # fmt: skip
        return found | {name: value for name, value in defaults.items() if call.properties.get(name) is None}

    def _endpoints(self, name: str, suffix: str) -> Body:
        """Locally there is a blob service and nothing else; a rehearsal shows what Azure would."""
        if self.plane.rehearsal:
            hosts = {one: f"https://{name}{suffix}.{one}.core.windows.net/" for one in SERVICES if one != "web"}
            return hosts | {"web": f"https://{name}{suffix}.z6.web.core.windows.net/"}
        return {"blob": Account(self.plane.home, name).url + suffix}

    def put(self, call: Call) -> Body:
        shared = call.properties.get("allowSharedKeyAccess") is not False
        self.account(call.body).start(self.plane.ca, shared_key=shared)
        return {}

    def delete(self, resource: Body) -> None:
        self.account(resource).delete()

    def start(self, resource: Body) -> None:
        if (resource["properties"] or {}).get("provisioningState") != "Failed":
            self.account(resource).start(self.plane.ca)

    def stop(self, resource: Body) -> None:
        self.account(resource).stop()

    def _list_keys(self, resource: Body, _: Body) -> Body:
        keys = self.account(resource).keys
        return {"keys": [_key(number, value) for number, value in enumerate(keys, 1)]}

    def _regenerate(self, resource: Body, asked: Body) -> Body:
        names = {"key1": 0, "key2": 1}
        if asked.get("keyName") not in names:
            raise ArmError(
                400, "InvalidValuesForRequestParameters", "Values for request parameters are invalid: keyName."
            )
        account = self.account(resource)
        keys = account.regenerate(names[asked["keyName"]])
        if not self.plane.rehearsal:
            account.start(self.plane.ca)
        return {"keys": [_key(number, value) for number, value in enumerate(keys, 1)]}

    def _sas(self, resource: Body, asked: Body) -> Body:
        kinds = str(asked.get("signedResourceTypes", ""))
        start, end = asked.get("signedStart"), asked.get("signedExpiry")
        token = generate_account_sas(
            resource["name"],
            self.account(resource).keys[0],
            resource_types=ResourceTypes(service="s" in kinds, container="c" in kinds, object="o" in kinds),
            permission=AccountSasPermissions.from_string(str(asked.get("signedPermission", ""))),
            start=datetime.fromisoformat(start) if start else None,
            expiry=datetime.fromisoformat(end) if end else datetime.now(UTC) + timedelta(hours=1),
            protocol="https",
        )
        return {"accountSasToken": token}


class Container(Behaviour):
    type = CONTAINER
    needs_data_plane = True

    def validate_delete(self, resource: Body) -> None:
        policies = self.plane.store.list(type=POLICY, parent=resource["id"])
        if any(_locked(policy) for policy in policies):
            text = f"The storage container {resource['name']} has a locked immutability policy."
            raise ArmError(409, "ContainerProtectedFromDeletion", text)

    def outputs(self, call: Call) -> Body:
        policies = self.plane.store.list(type=POLICY, parent=call.id)
        found: Body = {
            "leaseState": "Available",
            "leaseStatus": "Unlocked",
            "lastModifiedTime": now().isoformat().replace("+00:00", "Z"),
            "hasImmutabilityPolicy": bool(policies),
            "hasLegalHold": False,
            "deleted": False,
            "remainingRetentionDays": 0,
        }
        defaults = {
            "publicAccess": "None",
            "defaultEncryptionScope": "$account-encryption-key",
            "denyEncryptionScopeOverride": False,
        }
        return found | {name: value for name, value in defaults.items() if call.properties.get(name) is None}

    def put(self, call: Call) -> Body:
        with self._account(call.id).client() as client, suppress(ResourceExistsError):
            client.create_container(call.body["name"])
        return {}

    def delete(self, resource: Body) -> None:
        account = self._account(resource["id"])
        if account.process.pid:
            with account.client() as client, suppress(ResourceNotFoundError):
                client.delete_container(resource["name"])

    def _account(self, resource_id: str) -> Account:
        return Account(self.plane.home, resource_id.split("/")[8])


class ImmutabilityPolicy(Behaviour):
    """Kept and shown, but Azurite doesn't enforce it: see local/README.md."""

    type = POLICY

    def outputs(self, call: Call) -> Body:
        before = ((call.before or {}).get("properties") or {}).get("state")
        return {"state": before or "Unlocked"}

    def validate_delete(self, resource: Body) -> None:
        if _locked(resource):
            text = "The immutability policy is locked and can't be deleted."
            raise ArmError(409, "ImmutabilityPolicyDeleteOnLockedPolicy", text)

    def __init__(self, plane: Plane) -> None:
        super().__init__(plane)
        self.actions = {"lock": self._lock}

    def _lock(self, resource: Body, _: Body) -> Body:
        self.plane.update(resource["id"], {"state": "Locked"})
        return self.plane.store.get(resource["id"]) or resource


def _locked(policy: Body) -> bool:
    return (policy.get("properties") or {}).get("state") == "Locked"


def _key(number: int, value: str) -> Body:
    return {"keyName": f"key{number}", "value": value, "permissions": "FULL"}
