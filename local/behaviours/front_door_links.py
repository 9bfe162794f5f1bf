"""Private links of Front Door: what lies behind an origin sees a connection that waits, and approves or rejects it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from local.behaviours.postgres_estate import connections
from local.plane.behaviour import ArmError, Behaviour, Body, Call

if TYPE_CHECKING:
    from local.plane.plane import Plane

ORIGIN = "Microsoft.Cdn/profiles/originGroups/origins"
ENDPOINT = "Microsoft.Network/privateEndpoints"
STATES = ("Approved", "Rejected", "Disconnected")


class _Connections(Behaviour):
    """Those of our own networks are approved at once; Front Door's come from another tenant and wait."""

    def unstored(self, parent: str) -> list[Body]:
        return [*_own(self.plane, parent), *_from_the_edge(self.plane, parent)]

    def validate(self, call: Call) -> None:
        if call.before is None:
            raise ArmError(404, "NotFound", f"There is no private endpoint connection '{call.body['name']}'.")
        state = (call.properties.get("privateLinkServiceConnectionState") or {}).get("status")
        if state not in STATES:
            text = f"The connection state '{state}' is invalid; allowed are {', '.join(STATES)}."
            raise ArmError(400, "InvalidParameter", text)

    def outputs(self, call: Call) -> Body:
        """What was asked stays; only the state is the owner's."""
        before = (call.before or {}).get("properties") or {}
        return {name: before[name] for name in ("privateEndpoint", "groupIds", "groupId") if name in before}


class WebAppConnections(_Connections):
    type = "Microsoft.Web/sites/privateEndpointConnections"


class StorageConnections(_Connections):
    type = "Microsoft.Storage/storageAccounts/privateEndpointConnections"


def _own(plane: Plane, target: str) -> list[Body]:
    found = []
    for endpoint in plane.store.list(type=ENDPOINT):
        for one in connections(endpoint):
            if str(one.get("privateLinkServiceId")).lower() == target.lower():
                state = {**(one.get("privateLinkServiceConnectionState") or {})}
                state["description"] = one.get("requestMessage") or state.get("description", "")
                name = f"{endpoint['name']}-{uuid.uuid5(uuid.NAMESPACE_URL, endpoint['id'].lower())}"
                found.append(_connection(target, name, endpoint["id"], list(one.get("groupIds") or []), state))
    return found


def _from_the_edge(plane: Plane, target: str) -> list[Body]:
    """One connection for all of a profile's origins with the same target, sub-resource and region."""
    found: dict[str, Body] = {}
    for origin in plane.store.list(type=ORIGIN):
        link = origin["properties"].get("sharedPrivateLinkResource") or {}
        if str((link.get("privateLink") or {}).get("id")).lower() != target.lower():
            continue
        profile, region = origin["id"].split("/originGroups/")[0], str(link.get("privateLinkLocation"))
        group = str(link.get("groupId"))
        guid = str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join((profile, target, group, region)).lower()))
        microsofts = str(uuid.uuid5(uuid.NAMESPACE_DNS, "azurefd.net"))
        endpoint = f"/subscriptions/{microsofts}/resourceGroups/eafd-Prod-{region}/providers/{ENDPOINT}/{guid}"
        state = {"status": "Pending", "description": link.get("requestMessage"), "actionsRequired": "None"}
        found[guid] = _connection(target, f"{guid}-{region}", endpoint, [group], state)
    return list(found.values())


def _connection(target: str, name: str, endpoint: str, groups: list[str], state: Body) -> Body:
    storage = "/storageaccounts/" in target.lower()
    type = StorageConnections.type if storage else WebAppConnections.type
    properties: Body = {
        "privateEndpoint": {"id": endpoint},
        "privateLinkServiceConnectionState": state,
        "provisioningState": "Succeeded",
    }
    properties |= {} if storage else {"groupIds": groups}  # a storage account doesn't say them
    return {"id": f"{target}/privateEndpointConnections/{name}", "name": name, "type": type, "properties": properties}
