"""What is inside a flexible server: databases, administrators, parameters, firewall rules, backups on demand."""

from __future__ import annotations

from local.behaviours.postgres_estate import SERVER, PostgresEstate, arm_errors, estate, ready, rfc3339
from local.data import parameters, pgbackrest, roles
from local.data.cluster import Cluster
from local.data.errors import DataError
from local.data.pgbackrest import Backup
from local.plane.behaviour import ArmError, Behaviour, Body, Call

ON_DEMAND = "ondemand"  # annotation of the backups that were asked for: their resource's name


class Child(Behaviour):
    """Of a server; nothing to do in a rehearsal, where servers have no data plane."""

    needs_data_plane = True

    @property
    def estate(self) -> PostgresEstate:
        return estate(self.plane)

    def cluster(self, resource_id: str) -> Cluster:
        """The server's, which must be ready to be asked."""
        return ready(self.estate.servers.cluster(resource_id.split("/")[8]))

    def living(self, resource_id: str) -> Cluster | None:
        """For deletions: a server that is down or going takes its contents with it."""
        cluster = self.estate.servers.cluster(resource_id.split("/")[8])
        return cluster if cluster.exists and cluster.process.pid and not cluster.record.source else None


class Database(Child):
    type = f"{SERVER}/databases"

    def outputs(self, call: Call) -> Body:
        defaults = {"charset": "UTF8", "collation": "en_US.utf8"}
        return {name: value for name, value in defaults.items() if not call.properties.get(name)}

    def put(self, call: Call) -> Body:
        wanted = call.properties
        with arm_errors():
            roles.set_database(
                self.cluster(call.id),
                call.body["name"],
                charset=wanted.get("charset"),
                collation=wanted.get("collation"),
            )
        return {}

    def delete(self, resource: Body) -> None:
        if cluster := self.living(resource["id"]):
            roles.drop_database(cluster, resource["name"])


class Administrator(Child):
    type = f"{SERVER}/administrators"

    def outputs(self, call: Call) -> Body:
        return {"objectId": call.body["name"]}

    def put(self, call: Call) -> Body:
        cluster = self.cluster(call.id)
        if cluster.record.source:
            text = "Administrators of a read replica are those of its primary."
            raise ArmError(409, "OperationNotAllowedOnReadReplica", text)
        kind = {"user": "user", "group": "group"}.get(str(call.properties.get("principalType")).lower(), "service")
        roles.set_administrator(cluster, call.properties["principalName"], call.body["name"], kind)
        return {}

    def delete(self, resource: Body) -> None:
        if cluster := self.living(resource["id"]):
            roles.remove_administrator(cluster, resource["name"])


class FirewallRule(Child):
    type = f"{SERVER}/firewallRules"

    def put(self, call: Call) -> Body:
        self._admit(call.id, "")
        return {}

    def delete(self, resource: Body) -> None:
        self._admit(resource["id"], resource["id"])

    def _admit(self, rule: str, without: str) -> None:
        if server := self.plane.store.get(rule.rsplit("/", 2)[0]):
            self.estate.admit(server, without=without)


class Configuration(Child):
    type = f"{SERVER}/configurations"

    def validate(self, call: Call) -> None:
        if not self.plane.rehearsal:
            with arm_errors():
                parameters.checked(self.cluster(call.id), call.body["name"], _wanted(call))

    def put(self, call: Call) -> Body:
        with arm_errors():
            return _shown(parameters.change(self.cluster(call.id), call.body["name"], _wanted(call)))

    def delete(self, resource: Body) -> None:
        """Azure has no such call; Pulumi's provider goes back to the default."""
        if cluster := self.living(resource["id"]):
            parameters.change(cluster, resource["name"], None)

    def unstored(self, parent: str) -> list[Body]:
        """Parameters exist as soon as the server does; all are shown, changed or not."""
        if self.plane.rehearsal or not (cluster := self.living(f"{parent}/configurations")):
            return []
        found = parameters.listed(cluster)
        return [_body(parent, self.type, one.name, {**_shown(one), "value": one.value}) for one in found]


def _wanted(call: Call) -> str | None:
    """The value; None where the source says that the default is wanted."""
    if str(call.properties.get("source")).lower() == "system-default":
        return None
    value = call.properties.get("value")
    return None if value is None else str(value)


def _shown(parameter: parameters.Parameter) -> Body:
    """Read-only properties as Azure has them. The value stays as it was sent: PostgreSQL may write it differently."""
    return {
        "description": parameter.description,
        "defaultValue": parameter.default,
        "dataType": parameter.kind,
        "allowedValues": parameter.allowed,
        "unit": parameter.unit,
        "source": "system-default" if parameter.value == parameter.default else "user-override",
        "isDynamicConfig": parameter.dynamic,
        "isReadOnly": parameter.read_only,
        "isConfigPendingRestart": parameter.pending_restart,
    }


class OnDemandBackup(Child):
    type = f"{SERVER}/backups"

    def put(self, call: Call) -> Body:
        """A full backup, so that it depends on no other one."""
        cluster, name = self.cluster(call.id), call.body["name"]
        with arm_errors():
            stanza = cluster.stanza
            if stanza is None:
                text = "Backups of a read replica begin when it is promoted."
                raise DataError(text, code="OperationNotAllowedOnReadReplica")
            self.estate.servers.archive(cluster)
            taken = self._find(cluster, name) or pgbackrest.backup(cluster.home, stanza, "full", {ON_DEMAND: name})
        return _backup_shown(taken)

    def delete(self, resource: Body) -> None:
        """Automatic backups that build on it keep its files until they expire."""
        cluster = self.living(resource["id"])
        if not cluster or not (stanza := cluster.stanza) or not (backup := self._find(cluster, resource["name"])):
            return
        if not any(backup.label in one.needs for one in pgbackrest.backups(cluster.home, stanza)):
            pgbackrest.command(cluster.home, stanza, [f"--set={backup.label}", "expire"], patience=600)

    def _find(self, cluster: Cluster, name: str) -> Backup | None:
        stanza = cluster.stanza
        taken = pgbackrest.backups(cluster.home, stanza) if stanza else []
        return next((one for one in taken if one.annotations.get(ON_DEMAND) == name), None)

    def unstored(self, parent: str) -> list[Body]:
        """The automatic ones: nobody has put them, everybody may see them."""
        cluster = None if self.plane.rehearsal else self.living(f"{parent}/backups")
        if not cluster or not (stanza := cluster.stanza):
            return []
        taken = [one for one in pgbackrest.backups(cluster.home, stanza) if ON_DEMAND not in one.annotations]
        return [_body(parent, self.type, f"backup_{one.label}", _backup_shown(one)) for one in taken]


def _backup_shown(backup: Backup) -> Body:
    asked = ON_DEMAND in backup.annotations
    return {
        "backupType": "Customer On-Demand" if asked else "Full",
        "completedTime": rfc3339(backup.stop),
        "source": "Customer Initiated" if asked else "Automatic",
    }


def _body(parent: str, type: str, name: str, properties: Body) -> Body:
    return {"id": f"{parent}/{type.rsplit('/', 1)[1]}/{name}", "name": name, "type": type, "properties": properties}
