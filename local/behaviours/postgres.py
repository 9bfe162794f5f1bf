"""Flexible servers: real PostgreSQL clusters, made new, out of a backup, or as a replica."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from local.behaviours.postgres_estate import SERVER, PostgresEstate, arm_errors, estate, ready, rfc3339
from local.behaviours.postgres_restore import check_source, plan_of, source_of
from local.data import roles
from local.data.cluster import VERSION, Cluster
from local.data.restore import earliest
from local.data.servers import Wanted
from local.data.stanza import now
from local.plane.behaviour import ArmError, Behaviour, Body, Call
from local.plane.messages import merge
from local.plane.regions import REGIONS

if TYPE_CHECKING:
    from local.plane.plane import Plane

REPLICAS = 5  # Azure: read replicas a primary may have
RETENTION = range(7, 36)  # days
ADMINISTRATOR = f"{SERVER}/administrators"


class FlexibleServer(Behaviour):
    type = SERVER
    needs_data_plane = True

    def __init__(self, plane: Plane) -> None:
        super().__init__(plane)
        self.actions = {"start": self._start, "stop": self._stop, "restart": self._restart}

    @property
    def estate(self) -> PostgresEstate:
        return estate(self.plane)

    # Before anything happens

    def validate(self, call: Call) -> None:
        wanted = call.properties
        days = (wanted.get("backup") or {}).get("backupRetentionDays")
        if days is not None and days not in RETENTION:
            raise _invalid("backupRetentionDays", f"7 to 35 days are allowed, not {days}")
        if (wanted.get("replica") or {}).get("promoteMode", "").lower() == "switchover":
            raise ArmError(400, "OperationNotSupported", "The local environment promotes replicas as Standalone only.")
        if call.before is not None:
            return
        if _geo(wanted) and not REGIONS[call.body["location"]].pair:
            raise _invalid("geoRedundantBackup", f"region {call.body['location']} has no pair")
        check_source(self.plane, call)
        if not self.plane.rehearsal and wanted.get("version") not in (None, VERSION):
            text = f"The local environment has PostgreSQL {VERSION}, not {wanted['version']}."
            raise ArmError(400, "ServerVersionNotSupported", text)

    def validate_delete(self, resource: Body) -> None:
        if [one for one in self._replicas(resource) if _group(one) != _group(resource)]:
            text = f"Server '{resource['name']}' has read replicas; delete or promote them before you delete it."
            raise ArmError(409, "ServerHasReadReplicas", text)

    def _replicas(self, primary: Body) -> list[Body]:
        return [one for one in self.plane.store.list(type=SERVER) if _primary_of(one) == primary["id"].lower()]

    # What is known at once

    def outputs(self, call: Call) -> Body:
        asked, name = call.properties, call.body["name"].lower()
        before = (call.before or {}).get("properties") or {}
        source = source_of(self.plane, call) if _mode(call) != "create" else None
        replica = _mode(call) == "replica" and not _promoted(call)
        role = (
            ("GeoAsyncReplica" if source and source["location"] != call.body["location"] else "AsyncReplica")
            if replica
            else "Primary"
        )
        host = f"{name}.postgres.database.azure.com" if self.plane.rehearsal else Cluster(self.plane.home, name).address
        inherited = source["properties"] if source else {}
        defaults: Body = {
            "version": inherited.get("version") or VERSION,
            "administratorLogin": inherited.get("administratorLogin"),
            "availabilityZone": "1",
            "storage": inherited.get("storage") or {"storageSizeGB": 32, "autoGrow": "Disabled", "type": "Premium_LRS"},
            "authConfig": inherited.get("authConfig") or {"activeDirectoryAuth": "Disabled", "passwordAuth": "Enabled"},
            "backup": {"backupRetentionDays": 7, "geoRedundantBackup": "Disabled"},
            "network": {"publicNetworkAccess": "Enabled"},
            "highAvailability": {"mode": "Disabled"},
            "dataEncryption": {"type": "SystemManaged"},
            "maintenanceWindow": {"customWindow": "Disabled", "dayOfWeek": 0, "startHour": 0, "startMinute": 0},
        }
        high = str((asked.get("highAvailability") or {}).get("mode") or "Disabled").lower()
        known: Body = {
            "fullyQualifiedDomainName": host,
            "state": "Ready" if self.plane.rehearsal else before.get("state") or "Provisioning",
            "replicationRole": role,
            "replicaCapacity": 0 if replica else REPLICAS,
            "replica": {"role": role, "capacity": 0 if replica else REPLICAS},
            "highAvailability": {"state": "NotEnabled" if high == "disabled" else "Healthy"},
        }
        if self.plane.rehearsal and call.before is None:
            known["backup"] = {"earliestRestoreDate": rfc3339(now() + timedelta(minutes=10))}
            known["minorVersion"] = "0"
        return merge(_missing(defaults, asked), known)

    # The work

    def put(self, call: Call) -> Body:
        servers, name = self.estate.servers, call.body["name"]
        with arm_errors():
            cluster = servers.cluster(name)
            if cluster.exists and _promoted(call):
                option = (call.properties.get("replica") or {}).get("promoteOption") or "Planned"
                servers.promote(self._wanted(call), planned=str(option).lower() == "planned")
            else:
                cluster = servers.create(self._wanted(call))
            if days := (call.properties.get("backup") or {}).get("backupRetentionDays"):
                servers.keep_for(name, days)
            if not cluster.record.stopped:
                self._sign_in(call, cluster)
            outputs = self._observed(cluster)
        self._show_administrators(call.body, cluster)
        return outputs

    def _wanted(self, call: Call) -> Wanted:
        region, mode = call.body["location"], _mode(call)
        source = source_of(self.plane, call) if mode == "replica" else None
        return Wanted(
            name=call.body["name"].lower(),
            id=call.id,
            region=region,
            pair=REGIONS[region].pair if _geo(call.properties) else None,
            retention_days=(call.properties.get("backup") or {}).get("backupRetentionDays") or RETENTION.start,
            restore_from=plan_of(self.plane, call)
            if mode in ("pointintimerestore", "georestore", "revivedropped")
            else None,
            replica_of=source["name"].lower() if source else None,
        )

    def _sign_in(self, call: Call, cluster: Cluster) -> None:
        """The administrator with a password where the server allows one, and who may connect."""
        asked = call.properties
        allowed = str((asked.get("authConfig") or {}).get("passwordAuth") or "Enabled").lower() == "enabled"
        login = asked.get("administratorLogin") if allowed else None
        if login and not cluster.record.source:
            roles.set_login(cluster, login, asked.get("administratorLoginPassword"))
        self.estate.admit(call.body, login=login)

    def _observed(self, cluster: Cluster) -> Body:
        stanza = cluster.stanza
        stopped = cluster.record.stopped
        found: Body = {"state": "Stopped" if stopped else "Ready", "fullyQualifiedDomainName": cluster.address}
        if not stopped:
            found["minorVersion"] = cluster.sql("SHOW server_version")[0][0].split()[0].partition(".")[2]
        if stanza and cluster.record.archives and (first := earliest(cluster.home, stanza)):
            found["backup"] = {"earliestRestoreDate": rfc3339(first)}
        if cluster.record.source:
            found["replica"] = {"replicationState": "Active"}
        return found

    def _show_administrators(self, server: Body, cluster: Cluster) -> None:
        """A copy of a server has its source's principals inside: show its administrators as resources too."""
        if cluster.record.stopped:
            return
        for role, known in roles.administrators(cluster):
            child = f"{server['id']}/administrators/{known.object_id}"
            if not self.plane.store.exists(child):
                kind = {"user": "User", "group": "Group"}.get(known.type, "ServicePrincipal")
                properties = {
                    "objectId": known.object_id,
                    "principalName": role,
                    "principalType": kind,
                    "tenantId": self.plane.tenant,
                }
                self.plane.store.put(
                    {"id": child, "name": known.object_id, "type": ADMINISTRATOR, "properties": properties}, {}
                )

    def delete(self, resource: Body) -> None:
        if self._replicas(resource):  # a group's deletion comes to the replicas in it first
            raise ArmError(409, "ServerHasReadReplicas", f"Server '{resource['name']}' has read replicas.")
        with arm_errors():
            self.estate.servers.delete(resource["name"])

    # Life

    def start(self, resource: Body) -> None:
        self.estate.servers.start(resource["name"])

    def stop(self, resource: Body) -> None:
        self.estate.servers.stop(resource["name"])

    def _start(self, resource: Body, _: Body) -> Body:
        if not self.plane.rehearsal:
            with arm_errors():
                self.estate.servers.resume(resource["name"])
        self.plane.update(resource["id"], {"state": "Ready"})
        return {}

    def _stop(self, resource: Body, _: Body) -> Body:
        # Azure: primaries may be stopped, replicas only after their primary ("Read replicas", considerations, 2026-11).
        primary = self.plane.store.get(_primary_of(resource)) if _primary_of(resource) else None
        if primary and primary["properties"].get("state") != "Stopped":
            text = f"Server '{resource['name']}' is a replica; stop its primary first."
            raise ArmError(409, "OperationNotAllowedOnReplicationServer", text)
        if not self.plane.rehearsal:
            with arm_errors():
                self.estate.servers.pause(resource["name"])
        self.plane.update(resource["id"], {"state": "Stopped"})
        return {}

    def _restart(self, resource: Body, _: Body) -> Body:
        if not self.plane.rehearsal:
            with arm_errors():
                ready(self.estate.servers.cluster(resource["name"])).restart()
        return {}


def _mode(call: Call) -> str:
    mode = str(call.properties.get("createMode") or "Create").lower()
    return "create" if mode in ("default", "update") else mode


def _promoted(call: Call) -> bool:
    asked = call.properties.get("replica") or {}
    before = (call.before or {}).get("properties") or {}
    return bool(asked.get("promoteMode")) or (call.before is not None and before.get("replicationRole") == "Primary")


def _geo(properties: Body) -> bool:
    return str((properties.get("backup") or {}).get("geoRedundantBackup") or "Disabled").lower() == "enabled"


def _primary_of(server: Body) -> str:
    """Lower-cased id of the server that this one replicates, or nothing."""
    properties = server.get("properties") or {}
    replica = "Replica" in str(properties.get("replicationRole"))
    return str(properties.get("sourceServerResourceId") or "").lower() if replica else ""


def _group(resource: Body) -> str:
    return resource["id"].split("/")[4].lower()


def _missing(defaults: Body, asked: Body) -> Body:
    """Those defaults that the request doesn't say otherwise."""
    found: Body = {}
    for name, value in defaults.items():
        given = asked.get(name)
        if isinstance(value, dict) and isinstance(given, dict):
            if inner := _missing(value, given):
                found[name] = inner
        elif given is None and value is not None:
            found[name] = value
    return found


def _invalid(parameter: str, why: str) -> ArmError:
    text = f"Invalid value given for parameter {parameter}. Specify a valid parameter value. ({why})"
    return ArmError(400, "InvalidParameterValue", text)
