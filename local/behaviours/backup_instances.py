"""Backup instances: vaulted backups of storage accounts, taken on demand and restored into another account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.behaviours.backup_vaults import locked
from local.behaviours.postgres_estate import arm_errors
from local.data.azurite import Account
from local.data.vaulted import Point, VaultedBackups
from local.plane.behaviour import ArmError, Behaviour, Body, Call
from local.plane.messages import Answer, Ask

if TYPE_CHECKING:
    from local.plane.plane import Plane

INSTANCE = "Microsoft.DataProtection/backupVaults/backupInstances"
BLOBS = "Microsoft.Storage/storageAccounts/blobServices"
POINTS = (
    "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.DataProtection"
    "/backupVaults/{vault}/backupInstances/{instance}/recoveryPoints"
)


class BackupInstance(Behaviour):
    type = INSTANCE
    needs_data_plane = True

    def __init__(self, plane: Plane) -> None:
        super().__init__(plane)
        self.actions = {"backup": self._backup, "restore": self._restore, "validateRestore": self._validate}
        self.routes[("GET", POINTS)] = self._list
        self.routes[("GET", POINTS + "/{point}")] = self._get

    def outputs(self, call: Call) -> Body:
        return {
            "currentProtectionState": "ProtectionConfigured",
            "protectionStatus": {"status": "ProtectionConfigured"},
        }

    def validate_delete(self, resource: Body) -> None:
        """Azure refuses this where immutability is on; here only where it is locked, so that estates can be removed."""
        vault = self.plane.store.get(resource["id"].rsplit("/", 2)[0])
        if vault and locked(vault):
            text = f"Backup instance '{resource['name']}' is in an immutable vault; its backups can't be deleted."
            raise ArmError(400, "UserErrorImmutableVaultDeleteDisallowed", text)

    def delete(self, resource: Body) -> None:
        if _datasource(resource).get("datasourceType") == BLOBS:
            self._backups(resource).delete(self.plane.ca)

    # What Azure Backup does with an instance

    def _backup(self, instance: Body, _: Body) -> Body:
        source = _datasource(instance)
        if source.get("datasourceType") != BLOBS:
            text = f"Only blobs can be backed up on demand locally, not {source.get('datasourceType')}."
            raise ArmError(501, "NotImplemented", text)
        if self.plane.rehearsal:
            return {}
        with arm_errors():
            self._backups(instance).take(self.plane.ca, self._account(source["resourceID"]), _containers(instance))
        return {"objectType": "OperationJobExtendedInfo"}

    def _validate(self, instance: Body, sent: Body) -> Body:
        self._check(instance, sent.get("restoreRequestObject") or {})
        return {}

    def _restore(self, instance: Body, sent: Body) -> Body:
        wanted = self._check(instance, sent)
        if self.plane.rehearsal:
            return {}
        with arm_errors():
            for container, prefixes in wanted.items():
                target = self._account(sent["restoreTargetInfo"]["datasourceInfo"]["resourceID"])
                point = sent["recoveryPointId"]
                self._backups(instance).restore(self.plane.ca, point, target, [container], prefixes)
        return {"objectType": "OperationJobExtendedInfo"}

    def _check(self, instance: Body, sent: Body) -> dict[str, list[str]]:
        """Containers to restore with the prefixes of their blobs; ArmError where Azure refuses."""
        source, target = _datasource(instance), (sent.get("restoreTargetInfo") or {}).get("datasourceInfo") or {}
        if str(target.get("resourceID", "")).lower() == str(source.get("resourceID", "")).lower():
            text = "Vaulted backups of blobs are restored into another storage account, not into their own."
            raise ArmError(400, "UserErrorOriginalLocationRestoreNotSupported", text)
        if self.plane.store.get(str(target.get("resourceID", ""))) is None:
            raise ArmError(400, "UserErrorTargetNotFound", f"The target {target.get('resourceID')} was not found.")
        known = {one.id: one for one in self._backups(instance).points()} if not self.plane.rehearsal else {}
        point = known.get(str(sent.get("recoveryPointId")))
        if not self.plane.rehearsal and point is None:
            text = f"The recovery point {sent.get('recoveryPointId')} was not found."
            raise ArmError(400, "UserErrorRecoveryPointNotFound", text)
        criteria = sent["restoreTargetInfo"].get("restoreCriteria")
        if criteria:
            return {str(one["itemPath"]): list(one.get("subItemPathPrefix") or []) for one in criteria}
        return {container: [] for container in (point.containers if point else [])}

    # Recovery points

    def _list(self, ask: Ask, values: dict[str, str]) -> Answer:
        instance = self._instance(values)
        shown = [_shown(instance, one) for one in reversed(self._backups(instance).points())]
        return Answer(status=200, body={"value": shown})

    def _get(self, ask: Ask, values: dict[str, str]) -> Answer:
        instance = self._instance(values)
        for one in self._backups(instance).points():
            if one.id == values["point"]:
                return Answer(status=200, body=_shown(instance, one))
        raise ArmError(404, "UserErrorRecoveryPointNotFound", f"The recovery point {values['point']} was not found.")

    def _instance(self, values: dict[str, str]) -> Body:
        path = POINTS.rsplit("/", 1)[0].format(**values)
        if (found := self.plane.store.get(path)) is None:
            raise ArmError(404, "ResourceNotFound", f"The backup instance '{values['instance']}' was not found.")
        return found

    def _backups(self, instance: Body) -> VaultedBackups:
        vault = self.plane.store.get(instance["id"].rsplit("/", 2)[0])
        assert vault is not None
        return VaultedBackups(self.plane.home, instance["id"], vault["location"])

    def _account(self, resource: str) -> Account:
        return Account(self.plane.home, resource.rsplit("/", 1)[1])


def _datasource(instance: Body) -> Body:
    return (instance.get("properties") or {}).get("dataSourceInfo") or {}


def _containers(instance: Body) -> list[str]:
    policy = instance["properties"].get("policyInfo") or {}
    sources = (policy.get("policyParameters") or {}).get("backupDatasourceParametersList") or []
    return [container for one in sources for container in one.get("containersList") or []]


def _shown(instance: Body, point: Point) -> Body:
    return {
        "id": f"{instance['id']}/recoveryPoints/{point.id}",
        "name": point.id,
        "type": f"{INSTANCE}/recoveryPoints",
        "properties": {
            "objectType": "AzureBackupDiscreteRecoveryPoint",
            "recoveryPointId": point.id,
            "recoveryPointTime": point.time,
            "recoveryPointType": "Full",
            "recoveryPointState": "Completed",
            "friendlyName": point.id,
        },
    }
