"""What all behaviours of flexible servers share: the servers of this plane, their sign-in, their housekeeping."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from local.data import addresses, roles
from local.data.access import LOOPBACK
from local.data.cluster import Cluster
from local.data.errors import DataError
from local.data.housekeeping import Housekeeping
from local.data.ldap import Responder
from local.data.servers import Servers
from local.plane.behaviour import ArmError, Body

if TYPE_CHECKING:
    from local.plane.plane import Plane

SERVER = "Microsoft.DBforPostgreSQL/flexibleServers"
AUDIENCE = "https://ossrdbms-aad.database.windows.net"

_made: dict[int, PostgresEstate] = {}
_making = threading.Lock()


class PostgresEstate:
    """Everything of one plane; made when the first server is."""

    def __init__(self, plane: Plane) -> None:
        self.plane = plane
        self.servers = Servers(plane.home, plane.ca, lambda: self.responder.port)
        self.responder = self._responder()
        self.housekeeping = Housekeeping(self.servers, self._tell)
        plane.background(lambda: self.housekeeping.run(plane.stopping))

    def _responder(self) -> Responder:
        """On the port of the last time, so that the servers' rules stay as they are; on another one if it is taken."""
        try:
            return Responder(addresses.port(self.plane.home, "ldap"), self.may_sign_in)
        except OSError:
            addresses.release(self.plane.home, "ldap")
            return Responder(addresses.port(self.plane.home, "ldap"), self.may_sign_in)

    def may_sign_in(self, server: str, role: str, token: str) -> bool:
        """The token is for databases, is still good, and is that of the principal behind the role on this server."""
        try:
            claims = self.plane.tokens.verify(token, audience=(AUDIENCE, AUDIENCE + "/"))
        except ArmError:
            return False
        cluster = self.servers.cluster(server)
        known = roles.principal(cluster, role) if cluster.exists else None
        return known is not None and known.object_id.lower() == str(claims["oid"]).lower()

    def _tell(self, server: str, earliest: datetime) -> None:
        self.plane.update(server, {"backup": {"earliestRestoreDate": rfc3339(earliest)}})

    def admit(self, server: Body, *, without: str = "", **changes: object) -> None:
        """Render who may connect, from what is stored; `without` is a resource that is going away."""
        self.servers.admit(server["name"], lambda: networks(self.plane, server, without), **changes)


def estate(plane: Plane) -> PostgresEstate:
    with _making:
        if id(plane) not in _made:
            _made[id(plane)] = PostgresEstate(plane)
        return _made[id(plane)]


def networks(plane: Plane, server: Body, without: str = "") -> list[str]:
    """CIDRs from which a server may be reached: this machine, where a private endpoint or a joined network leads to it
    (a client on this machine stands for one inside that network), and what firewall rules open of a public server."""
    server_id, network = server["id"], (server.get("properties") or {}).get("network") or {}
    found = [LOOPBACK] if network.get("delegatedSubnetResourceId") or _endpoints(plane, server_id, without) else []
    if str(network.get("publicNetworkAccess") or "Enabled").lower() == "enabled":
        for rule in plane.store.list(type=f"{SERVER}/firewallRules", parent=server_id):
            if rule["id"].lower() != without.lower():
                found += _ranges(rule["properties"])
    return list(dict.fromkeys(found))


def _endpoints(plane: Plane, target: str, without: str) -> bool:
    """Whether an approved private endpoint leads to this resource."""
    return any(
        endpoint["id"].lower() != without.lower() and leads_to(endpoint, target)
        for endpoint in plane.store.list(type="Microsoft.Network/privateEndpoints")
    )


def leads_to(endpoint: Body, target: str) -> bool:
    return any(
        connection["privateLinkServiceId"].lower() == target.lower()
        and (connection.get("privateLinkServiceConnectionState") or {}).get("status") == "Approved"
        for connection in connections(endpoint)
    )


def connections(endpoint: Body) -> list[Body]:
    """The properties of all connections of a private endpoint."""
    properties = endpoint.get("properties") or {}
    kinds = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
    return [one["properties"] for kind in kinds for one in properties.get(kind) or [] if "properties" in one]


def _ranges(rule: Body) -> list[str]:
    first, last = (ipaddress.IPv4Address(rule[name]) for name in ("startIpAddress", "endIpAddress"))
    if int(first) == int(last) == 0:
        return []  # "Azure's own addresses": there are none on this machine
    return [str(network) for network in ipaddress.summarize_address_range(first, last)]


@contextmanager
def arm_errors() -> Generator[None]:
    """A data plane's failure becomes the operation's error."""
    try:
        yield
    except DataError as error:
        status = 500 if error.code == "InternalServerError" else 400
        raise ArmError(status, error.code, error.message) from error


def ready(cluster: Cluster) -> Cluster:
    """A server whose data plane can be asked now; ArmError as Azure answers for one that is stopped or still made."""
    if not cluster.exists or cluster.record.phase != "ready":
        text = f"Server '{cluster.name}' is busy with another operation. Please try again later"
        raise ArmError(409, "ServerIsBusy", text)
    if cluster.record.stopped or not cluster.process.pid:
        raise ArmError(409, "ServerStoppedError", f"Operation is not allowed while server '{cluster.name}' is stopped.")
    return cluster


def rfc3339(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
