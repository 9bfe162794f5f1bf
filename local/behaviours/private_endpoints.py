"""Private endpoints: an address in a subnet that leads to a resource; a database server opens only to those it has."""

from __future__ import annotations

import hashlib
import ipaddress
import uuid
from typing import TYPE_CHECKING

from local.behaviours.postgres_estate import SERVER, connections, estate
from local.plane.behaviour import ArmError, Behaviour, Body, Call

if TYPE_CHECKING:
    from local.plane.plane import Plane

ENDPOINT = "Microsoft.Network/privateEndpoints"
CONNECTION = f"{SERVER}/privateEndpointConnections"
RESERVED = 4  # Azure keeps the first four addresses of a subnet
_KINDS = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")


class PrivateEndpoint(Behaviour):
    type = ENDPOINT  # also in a rehearsal: only the server's rules need a data plane

    def validate(self, call: Call) -> None:
        for target in _targets(call.body):
            if self.plane.store.get(target) is None:
                text = f"Resource {target} referenced by resource {call.id} was not found."
                raise ArmError(400, "InvalidResourceReference", text)

    def outputs(self, call: Call) -> Body:
        """Connections within the tenant are approved at once; those asked for by hand wait for the target's owner."""
        known = {
            one.get("name"): one
            for kind in _KINDS
            for one in ((call.before or {}).get("properties") or {}).get(kind) or []
        }
        found: Body = {"customDnsConfigs": self._names(call.body)}
        for kind, status in zip(_KINDS, ("Approved", "Pending"), strict=True):
            sent = call.properties.get(kind)
            if sent is not None:
                found[kind] = [_connection(call.id, kind, one, known.get(one.get("name")), status) for one in sent]
        interface = call.properties.get("customNetworkInterfaceName") or f"{call.body['name']}.nic.{_short(call.id)}"
        group = call.id.split("/providers/")[0]
        found["networkInterfaces"] = [{"id": f"{group}/providers/Microsoft.Network/networkInterfaces/{interface}"}]
        return found

    def _names(self, endpoint: Body) -> list[Body]:
        """Which name resolves to which address of the subnet."""
        address = self._address(endpoint)
        hosts = [_host(target) for id in _targets(endpoint) if (target := self.plane.store.get(id))]
        return [{"fqdn": host, "ipAddresses": [address]} for host in hosts if host and address]

    def _address(self, endpoint: Body) -> str | None:
        """The same one for the same endpoint, whatever was made before it."""
        subnet = self.plane.store.get(((endpoint.get("properties") or {}).get("subnet") or {}).get("id") or "") or {}
        properties = subnet.get("properties") or {}
        prefix = properties.get("addressPrefix") or next(iter(properties.get("addressPrefixes") or []), None)
        if not prefix:
            return None
        network = ipaddress.ip_network(prefix)
        usable = max(network.num_addresses - RESERVED - 1, 1)
        return str(network[RESERVED + int(_short(endpoint["id"]), 16) % usable])

    def put(self, call: Call) -> Body:
        self._tell(call.body, "")
        return {}

    def delete(self, resource: Body) -> None:
        self._tell(resource, resource["id"])

    def _tell(self, endpoint: Body, without: str) -> None:
        """Each database server that the endpoint leads to shows its connections, and opens or closes."""
        for target in _targets(endpoint):
            server = self.plane.store.get(target)
            if server and server["type"].lower() == SERVER.lower():
                show(self.plane, server, without)


class PrivateEndpointConnection(Behaviour):
    """The server's owner approves or rejects what was asked for by hand."""

    type = CONNECTION

    def put(self, call: Call) -> Body:
        wanted = call.properties.get("privateLinkServiceConnectionState") or {}
        server = self.plane.store.get(call.id.rsplit("/", 2)[0])
        for endpoint in self.plane.store.list(type=ENDPOINT):
            if server and _connection_name(endpoint) == call.body["name"]:
                self.plane.update(endpoint["id"], _decided(endpoint, wanted))
                show(self.plane, server, "")
                return {"privateEndpoint": {"id": endpoint["id"]}}
        raise ArmError(404, "ResourceNotFound", f"There is no private endpoint connection '{call.body['name']}'.")

    def delete(self, resource: Body) -> None:
        server = self.plane.store.get(resource["id"].rsplit("/", 2)[0])
        for endpoint in self.plane.store.list(type=ENDPOINT):
            if server and _connection_name(endpoint) == resource["name"]:
                self.plane.update(endpoint["id"], _decided(endpoint, {"status": "Disconnected"}))
                show(self.plane, server, "")

    def unstored(self, parent: str) -> list[Body]:
        """They come with the endpoint."""
        shown = ((self.plane.store.get(parent) or {}).get("properties") or {}).get("privateEndpointConnections") or []
        return list(shown)


def show(plane: Plane, server: Body, without: str) -> None:
    """Write a server's connections into its resource, and render who may connect."""
    found = []
    for endpoint in plane.store.list(type=ENDPOINT):
        if endpoint["id"].lower() == without.lower():
            continue
        for one in connections(endpoint):
            if one["privateLinkServiceId"].lower() == server["id"].lower():
                name = _connection_name(endpoint)
                properties = {
                    "privateEndpoint": {"id": endpoint["id"]},
                    "groupIds": one.get("groupIds"),
                    "privateLinkServiceConnectionState": one.get("privateLinkServiceConnectionState"),
                    "provisioningState": "Succeeded",
                }
                id = f"{server['id']}/privateEndpointConnections/{name}"
                found.append({"id": id, "name": name, "type": CONNECTION, "properties": properties})
    plane.update(server["id"], {"privateEndpointConnections": found})
    if not plane.rehearsal:
        estate(plane).admit(server, without=without)


def _connection(endpoint: str, kind: str, sent: Body, before: Body | None, status: str) -> Body:
    old = ((before or {}).get("properties") or {}).get("privateLinkServiceConnectionState")
    properties = {
        **(sent.get("properties") or {}),
        "privateLinkServiceConnectionState": old or {"status": status, "description": "", "actionsRequired": "None"},
        "provisioningState": "Succeeded",
    }
    return {
        **sent,
        "id": f"{endpoint}/{kind}/{sent.get('name')}",
        "type": f"{ENDPOINT}/{kind}",
        "properties": properties,
    }


def _decided(endpoint: Body, state: Body) -> Body:
    """The endpoint's connections with another state."""
    return {
        kind: [{**one, "properties": {**one["properties"], "privateLinkServiceConnectionState": state}} for one in sent]
        for kind in _KINDS
        if (sent := endpoint["properties"].get(kind))
    }


def _targets(endpoint: Body) -> list[str]:
    return [id for one in connections(endpoint) if (id := one.get("privateLinkServiceId"))]


def _connection_name(endpoint: Body) -> str:
    return f"{endpoint['name']}.{uuid.uuid5(uuid.NAMESPACE_URL, endpoint['id'].lower())}"


def _short(id: str) -> str:
    return hashlib.sha256(id.lower().encode()).hexdigest()[:12]


def _host(target: Body) -> str | None:
    """The public name of what the endpoint leads to, where there is one."""
    properties = target.get("properties") or {}
    url = (properties.get("primaryEndpoints") or {}).get("blob") or properties.get("vaultUri")
    return url.split("/")[2].split(":")[0] if url else properties.get("fullyQualifiedDomainName")
