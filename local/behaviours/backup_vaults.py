"""Backup vaults: what can't be taken back once it is locked, and what a vault that still holds backups refuses."""

from __future__ import annotations

from typing import Any

from local.plane.behaviour import ArmError, Behaviour, Body, Call

VAULT = "Microsoft.DataProtection/backupVaults"


class BackupVault(Behaviour):
    type = VAULT

    def validate(self, call: Call) -> None:
        """A locked immutability stays locked; soft delete that is always on stays on, for as long."""
        before = _security((call.before or {}).get("properties") or {})
        wanted = _security(call.properties)
        if before["immutability"] == "locked" and wanted["immutability"] != "locked":
            text = "Immutability of the vault is locked; it can't be disabled or unlocked any more."
            raise ArmError(400, "UserErrorImmutabilityStateCannotBeChanged", text)
        if before["soft"] == "alwayson" and wanted["soft"] != "alwayson":
            text = "Soft delete of the vault is always on; it can't be turned off any more."
            raise ArmError(400, "UserErrorSoftDeleteStateCannotBeChanged", text)
        if before["soft"] == "alwayson" and wanted["days"] < before["days"]:
            text = f"Soft delete of the vault keeps what is deleted for {before['days']} days; it can't be shortened."
            raise ArmError(400, "UserErrorSoftDeleteRetentionCannotBeReduced", text)
        if not 14 <= wanted["days"] <= 180:
            text = f"retentionDurationInDays is {wanted['days']}; allowed are 14 to 180."
            raise ArmError(400, "UserErrorInvalidSoftDeleteRetention", text)


def locked(vault: Body) -> bool:
    return _security(vault.get("properties") or {})["immutability"] == "locked"


def _security(properties: Body) -> dict[str, Any]:
    settings = properties.get("securitySettings") or {}
    soft = settings.get("softDeleteSettings") or {}
    return {
        "immutability": str((settings.get("immutabilitySettings") or {}).get("state") or "Disabled").lower(),
        "soft": str(soft.get("state") or "On").lower(),
        "days": float(soft.get("retentionDurationInDays") or 14),
    }
