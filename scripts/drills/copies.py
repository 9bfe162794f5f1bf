"""A restored server: made under the drill's mark, journaled before it is asked for, closed until the drill opens it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.core.polling import LROPoller
from azure.mgmt.network import models as network
from azure.mgmt.postgresqlflexibleservers import models as postgres

from controls import residency
from scripts.drills.exit_codes import BackupError, RefusedError, UnverifiedError, sentence
from scripts.drills.journal import MARK, PREFIX

if TYPE_CHECKING:
    from scripts.drills.drill import Drill

REACHABLE_WITHIN = timedelta(minutes=10)
FAILED_FOR_OTHER_REASONS = (
    "quota",
    "capacity",
    "sku",
    "subscription",
    "authorization",
    "conflict",
    "network",
    "policy",
    "storage",
)
"""A restore that Azure ends as Failed means a bad backup, unless its code has one of these words."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """`address`: its private endpoint's, once opened; None where the server's name leads there by itself."""

    id: str
    name: str
    group: str
    region: str
    fqdn: str
    address: str | None = None


def restore(drill: Drill, scenario: str, region: str, mode: postgres.CreateMode, point: datetime) -> Copy:
    """A new server from the source's backups, with no way in. `point`: where to go back to; now, for a geo-restore."""
    if not residency.is_eu(region):
        raise RefusedError(f"Region {residency.refusal(region)}")
    group, name, server_id = place(drill, scenario, region)
    if there := before_us(drill, group, name, server_id):
        return made(drill, scenario, region, there)
    drill.journal.write("create", type="server", id=server_id, region=region)
    poller = drill.azure.postgres.servers.begin_create_or_update(
        group,
        name,
        postgres.Server(
            location=region,
            tags=drill.source_tags | {MARK: drill.id},
            properties=postgres.ServerProperties(
                create_mode=mode,
                source_server_resource_id=drill.source.server.id,
                point_in_time_utc=point,
                network=postgres.Network(public_network_access="Disabled"),
            ),
        ),
    )
    server = finish(drill, poller, "restore")
    return made(drill, scenario, region, server)


def before_us(drill: Drill, group: str, name: str, server_id: str) -> postgres.Server | None:
    """The server where a run that died had asked for it and it is ready; while it isn't, to ask again does no harm."""
    if server_id not in {entry["id"] for entry in drill.journal.of("create")}:
        return None
    try:
        found = drill.azure.postgres.servers.get(group, name)
    except ResourceNotFoundError:
        return None
    return found if found.properties and found.properties.state == postgres.ServerState.READY else None


def empty(drill: Drill, scenario: str, region: str) -> Copy:
    """A new server like the source, without data, for a dump to come back into; nobody reaches it."""
    if not residency.is_eu(region):
        raise RefusedError(f"Region {residency.refusal(region)}")
    group, name, server_id = place(drill, scenario, region)
    like = drill.azure.postgres.servers.get(drill.source.group, drill.source.server.name)
    shown = like.properties
    if not shown:
        raise UnverifiedError(f"Azure says nothing of server {drill.source.server.name}.")
    drill.journal.write("create", type="server", id=server_id, region=region)
    poller = drill.azure.postgres.servers.begin_create_or_update(
        group,
        name,
        postgres.Server(
            location=region,
            tags=drill.source_tags | {MARK: drill.id},
            sku=like.sku,
            properties=postgres.ServerProperties(
                create_mode=postgres.CreateMode.CREATE,
                version=shown.version,
                storage=postgres.Storage(storage_size_gb=shown.storage.storage_size_gb if shown.storage else None),
                backup=postgres.Backup(backup_retention_days=7, geo_redundant_backup="Disabled"),
                auth_config=shown.auth_config,
                network=postgres.Network(public_network_access="Disabled"),
            ),
        ),
    )
    return made(drill, scenario, region, finish(drill, poller, "server"))


def follow(drill: Drill, scenario: str, region: str) -> Copy:
    """A replica of the source that nobody reaches."""
    if not residency.is_eu(region):
        raise RefusedError(f"Region {residency.refusal(region)}")
    group, name, server_id = place(drill, scenario, region)
    drill.journal.write("create", type="server", id=server_id, region=region)
    poller = drill.azure.postgres.servers.begin_create_or_update(
        group,
        name,
        postgres.Server(
            location=region,
            tags=drill.source_tags | {MARK: drill.id},
            properties=postgres.ServerProperties(
                create_mode=postgres.CreateMode.REPLICA,
                source_server_resource_id=drill.source.server.id,
                network=postgres.Network(public_network_access="Disabled"),
            ),
        ),
    )
    return made(drill, scenario, region, finish(drill, poller, "replica"))


def promote(drill: Drill, scenario: str, region: str) -> Copy:
    """The replica that `follow` made becomes a server of its own, without waiting for its primary."""
    group, name, _ = place(drill, scenario, region)
    there = drill.azure.postgres.servers.get(group, name)
    if there.properties and there.properties.replication_role == postgres.ReplicationRole.PRIMARY:
        return made(drill, scenario, region, there)  # by a run that died
    replica = postgres.Replica(
        role=postgres.ReplicationRole.NONE,
        promote_mode=postgres.ReadReplicaPromoteMode.STANDALONE,
        promote_option=postgres.ReadReplicaPromoteOption.FORCED,
    )
    body = postgres.ServerForPatch(properties=postgres.ServerPropertiesForPatch(replica=replica))
    finish(drill, drill.azure.postgres.servers.begin_update(group, name, body), "promotion")
    return made(drill, scenario, region, drill.azure.postgres.servers.get(group, name))


def place(drill: Drill, scenario: str, region: str) -> tuple[str, str, str]:
    """Group, name and id of a scenario's server."""
    group, name = drill.estate.regions[region].group, f"{PREFIX}{drill.id}-{scenario}"
    within = f"/subscriptions/{drill.estate.subscription}/resourceGroups/{group}/providers"
    return group, name, f"{within}/Microsoft.DBforPostgreSQL/flexibleServers/{name}"


def made(drill: Drill, scenario: str, region: str, server: postgres.Server) -> Copy:
    group, name, server_id = place(drill, scenario, region)
    fqdn = server.properties.fully_qualified_domain_name if server.properties else None
    if not fqdn:
        raise UnverifiedError(f"Server {name} was made, but Azure names no host for it.")
    return Copy(id=server_id, name=name, group=group, region=region, fqdn=fqdn)


def finish(drill: Drill, poller: LROPoller[Any], what: str) -> Any:
    """Wait for a long-running operation, giving way to an interruption. A Failed restore is the backup's fault."""
    try:
        while not poller.done():
            drill.check_interrupted()
            poller.wait(1)
        return poller.result()
    except HttpResponseError as error:
        code = str(getattr(error.error, "code", None) or "").lower()
        ended = poller.status().lower() == "failed" and error.status_code in (None, 200, 202)
        if what == "restore" and ended and not any(word in code for word in FAILED_FOR_OTHER_REASONS):
            raise BackupError(f"The restore failed: {sentence(error)}") from error
        raise UnverifiedError(f"The {what} did not complete: {sentence(error)}") from error


def reconcile(drill: Drill, copy: Copy) -> int:
    """Give the copy what a restore leaves behind: administrators and parameters. Returns how many were set."""
    servers, changed = drill.azure.postgres, 0
    have = {admin.name for admin in servers.administrators_microsoft_entra.list_by_server(copy.group, copy.name)}
    for admin in drill.administrators:
        if admin.name and admin.name not in have and admin.properties:
            added = postgres.AdministratorMicrosoftEntraAdd(
                properties=postgres.AdministratorMicrosoftEntraPropertiesForAdd(
                    principal_type=admin.properties.principal_type,
                    principal_name=admin.properties.principal_name,
                    tenant_id=admin.properties.tenant_id,
                )
            )
            operations = servers.administrators_microsoft_entra
            finish(drill, operations.begin_create_or_update(copy.group, copy.name, admin.name, added), "administrator")
            changed += 1
    have = {
        one.name: one.properties.value
        for one in servers.configurations.list_by_server(copy.group, copy.name)
        if one.properties
    }
    for name, value in drill.parameters.items():
        if have.get(name) != value:
            body = postgres.ConfigurationForUpdate(
                properties=postgres.ConfigurationProperties(value=value, source="user-override")
            )
            finish(drill, servers.configurations.begin_put(copy.group, copy.name, name, body), "parameter")
            changed += 1
    return changed


def open_up(drill: Drill, copy: Copy) -> Copy:
    """A private endpoint in the region's restore subnet: the one way in, and only from there."""
    return replace(copy, address=endpoint(drill, copy.id, copy.region, f"{copy.name}-pe", "postgresqlServer"))


def endpoint(drill: Drill, target: str, region: str, name: str, kind: str) -> str | None:
    """A private endpoint to something that the drill made; its address. `kind`: the target's private-link group."""
    stamp = drill.estate.regions[region]
    endpoint_id = (
        f"/subscriptions/{drill.estate.subscription}/resourceGroups/{stamp.group}"
        f"/providers/Microsoft.Network/privateEndpoints/{name}"
    )
    drill.journal.write("create", type="endpoint", id=endpoint_id, region=region)
    body = network.PrivateEndpoint(
        location=region,
        tags=drill.source_tags | {MARK: drill.id},
        properties=network.PrivateEndpointProperties(
            subnet=network.Subnet(id=stamp.restore_subnet),
            private_link_service_connections=[
                network.PrivateLinkServiceConnection(
                    name=name,
                    properties=network.PrivateLinkServiceConnectionProperties(
                        private_link_service_id=target, group_ids=[kind]
                    ),
                )
            ],
        ),
    )
    made = finish(
        drill, drill.azure.network.private_endpoints.begin_create_or_update(stamp.group, name, body), "endpoint"
    )
    resolve(drill, stamp.group, name, kind)
    configs = (made.properties.custom_dns_configs if made.properties else None) or []
    addresses = [address for config in configs for address in config.ip_addresses or []]
    return addresses[0] if addresses else None


ZONES = {"vault": "privatelink.vaultcore.azure.net", "blob": "privatelink.blob.core.windows.net"}
"""Whose names must resolve to the endpoint; a server's doesn't have to, its address is known.

Source: "Azure Private Endpoint private DNS zone values", Microsoft Learn, 2026-11.
"""


def resolve(drill: Drill, group: str, name: str, kind: str) -> None:
    """Tie the endpoint to the region's own zone: its records come with it and go with it."""
    if kind not in ZONES:
        return
    within = f"/subscriptions/{drill.estate.subscription}/resourceGroups/{group}/providers"
    zone = f"{within}/Microsoft.Network/privateDnsZones/{ZONES[kind]}"
    body = network.PrivateDnsZoneGroup(
        properties=network.PrivateDnsZoneGroupPropertiesFormat(
            private_dns_zone_configs=[
                network.PrivateDnsZoneConfig(
                    name=kind, properties=network.PrivateDnsZonePropertiesFormat(private_dns_zone_id=zone)
                )
            ]
        )
    )
    groups = drill.azure.network.private_dns_zone_groups
    finish(drill, groups.begin_create_or_update(group, name, "default", body), "DNS zone group")


def connect(drill: Drill, copy: Copy, database: str | None = None) -> psycopg.Connection[Any]:
    stamp = drill.estate.regions[copy.region]
    return drill.azure.connect(copy.fqdn, database or drill.source.database, stamp.administrator, address=copy.address)


def closed(drill: Drill, copy: Copy) -> bool:
    """Whether nobody gets in: tried, because a setting that says so proves nothing."""
    try:
        connect(drill, copy).close()
    except psycopg.OperationalError:
        return True
    return False


def reach(drill: Drill, copy: Copy, database: str | None = None) -> None:
    """Wait until the copy answers and has left recovery: a server says `started` in the middle of its recovery."""
    deadline, last = time.monotonic() + REACHABLE_WITHIN.total_seconds(), "no answer"
    while time.monotonic() < deadline:
        drill.check_interrupted()
        try:
            with connect(drill, copy, database) as connection:
                one = connection.execute("select pg_is_in_recovery()").fetchone()
                if one and not one[0]:
                    return
                last = "still in recovery"
        except psycopg.OperationalError as error:
            last = sentence(error)
        time.sleep(0.5)
    raise UnverifiedError(f"{copy.name} could not be reached within {REACHABLE_WITHIN}: {last}")
