"""Read replicas: how far behind, promoted when their primary is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from azure.core.exceptions import ResourceNotFoundError
from azure.mgmt.network import models as network
from azure.mgmt.postgresqlflexibleservers import models as postgres

from scripts.errors import UserError
from scripts.session import Session
from scripts.tenants.creation import REHEARSAL

STATE = "select pg_is_in_recovery(), extract(epoch from now() - pg_last_xact_replay_timestamp())"


@dataclass(frozen=True)
class Place:
    group: str
    name: str
    region: str


def find(session: Session, name: str) -> Place:
    """A server of the estate's groups, by name."""
    for region, stamp in session.estate.regions.items():
        for server in session.azure.postgres.servers.list_by_resource_group(stamp.group):
            if server.name == name:
                return Place(stamp.group, name, region)
    raise UserError(f"Server {name!r} is in none of the estate's groups.")


def facts(session: Session, name: str) -> dict[str, Any]:
    """Role, and whether PostgreSQL itself says that it follows another. `lag`: seconds since the last change came."""
    place = find(session, name)
    server = session.azure.postgres.servers.get(place.group, name).properties
    assert server
    assert server.fully_qualified_domain_name
    role = server.replica.role if server.replica else None
    home = session.home
    try:
        with session.azure.connect(server.fully_qualified_domain_name, home.database, home.administrator) as connection:
            one = connection.execute(STATE).fetchone()
    except psycopg.OperationalError as error:
        raise UserError(f"Server {name} can't be reached: {str(error).splitlines()[0]}") from None
    assert one
    return {
        "server": name,
        "region": place.region,
        "role": str(getattr(role, "value", role)),
        "follows": bool(one[0]),
        "lag": round(float(one[1]), 1) if one[0] and one[1] is not None else None,
    }


def promote(session: Session, name: str) -> dict[str, Any]:
    """Make a replica a server of its own. It can't be made a replica again: the old primary must not come back."""
    place = find(session, name)
    if facts(session, name)["follows"]:
        patch = postgres.ServerForPatch(
            properties=postgres.ServerPropertiesForPatch(
                replica=postgres.Replica(
                    role="None",
                    promote_mode=postgres.ReadReplicaPromoteMode.STANDALONE,
                    promote_option=postgres.ReadReplicaPromoteOption.PLANNED,
                )
            )
        )
        session.azure.postgres.servers.begin_update(place.group, name, patch).result()
    return check_promoted(session, name)


def check_replica(session: Session, name: str, *, most: float = 60) -> dict[str, Any]:
    found = facts(session, name)
    if not found["follows"]:
        raise UserError(f"Server {name} follows nobody, so there is nothing to promote.")
    return found


def check_promoted(session: Session, name: str) -> dict[str, Any]:
    """That it takes writes: tried, in a table that ends with its transaction."""
    found = facts(session, name)
    if found["follows"]:
        raise UserError(f"Server {name} still follows its primary.")
    place, home = find(session, name), session.home
    server = session.azure.postgres.servers.get(place.group, name).properties
    assert server
    assert server.fully_qualified_domain_name
    with session.azure.connect(server.fully_qualified_domain_name, home.database, home.administrator) as connection:
        connection.execute("create temporary table cordon_writes (one int) on commit drop")
        connection.execute("insert into cordon_writes values (1)")
        one = connection.execute("select count(*) from tenants").fetchone()
    return found | {"writable": True, "tenants_seen": one[0] if one else 0}


def make_rehearsal(session: Session, run: str) -> str:
    """A replica to promote, in the same region as its primary; its name."""
    name, home = f"{REHEARSAL}{run}", session.home
    source = session.azure.postgres.servers.get(home.group, home.server.name)
    session.azure.postgres.servers.begin_create_or_update(
        home.group,
        name,
        postgres.Server(
            location=source.location,
            tags={**(source.tags or {}), "cordon-rehearsal": run},
            sku=source.sku,
            properties=postgres.ServerProperties(
                create_mode=postgres.CreateMode.REPLICA, source_server_resource_id=home.server.id
            ),
        ),
    ).result()
    _open(session, name, source.location)
    return name


def _open(session: Session, name: str, region: str) -> None:
    """A private endpoint, so that the rehearsal can look into it; gone with it."""
    home = session.home
    link = network.PrivateLinkServiceConnection(
        name=f"{name}-pe",
        properties=network.PrivateLinkServiceConnectionProperties(
            private_link_service_id=home.server.id.replace(home.server.name, name), group_ids=["postgresqlServer"]
        ),
    )
    properties = network.PrivateEndpointProperties(
        subnet=network.Subnet(id=home.restore_subnet), private_link_service_connections=[link]
    )
    session.azure.network.private_endpoints.begin_create_or_update(
        home.group, f"{name}-pe", network.PrivateEndpoint(location=region, properties=properties)
    ).result()


def drop_rehearsal(session: Session, name: str) -> None:
    """Delete a rehearsal's server: only one with the mark in its name and its tags."""
    if not name.startswith(REHEARSAL):
        raise UserError(f"Server {name} isn't a rehearsal's, so it is left alone.")
    home = session.home
    try:
        found = session.azure.postgres.servers.get(home.group, name)
    except ResourceNotFoundError:
        return
    if (found.tags or {}).get("cordon-rehearsal") != name.removeprefix(REHEARSAL):
        raise UserError(f"Server {name} doesn't carry the rehearsal's tag, so it is left alone.")
    session.azure.network.private_endpoints.begin_delete(home.group, f"{name}-pe").result()
    session.azure.postgres.servers.begin_delete(home.group, name).result()
