"""How long backups live, asked of Azure: the servers' own, and those of the backup vaults' policies."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from azure.mgmt.dataprotection import DataProtectionMgmtClient

from scripts.errors import UserError
from scripts.session import Session

PERIOD = re.compile(r"P(\d+)([DWMY])")
DAYS = {"D": 1, "W": 7, "M": 31, "Y": 366}


def period(text: str) -> timedelta:
    """An ISO 8601 period of one unit, months and years counted long."""
    found = PERIOD.fullmatch(text)
    if not found:
        raise UserError(f"Period {text!r} can't be read; known are PnD, PnW, PnM and PnY.")
    return timedelta(days=int(found[1]) * DAYS[found[2]])


def backups(session: Session) -> dict[str, timedelta]:
    """Every backup of the estate that holds customers' data, by server or policy, and how long it is kept."""
    found: dict[str, timedelta] = {}
    client = session.azure.management(DataProtectionMgmtClient)
    for region in session.estate.regions.values():
        server = session.azure.postgres.servers.get(region.group, region.server.name).properties
        if server and server.backup and server.backup.backup_retention_days:
            found[region.server.name] = timedelta(days=server.backup.backup_retention_days)
        vault = region.backup_vault.rsplit("/", 1)[1]
        for policy in client.backup_policies.list(region.group, vault):
            for rule in policy.properties.policy_rules:
                for kept in _lifetimes(rule):
                    name = f"{vault}/{policy.name}"
                    found[name] = max(found.get(name, timedelta()), period(kept))
    if not found:
        raise UserError("Azure names no backup of this estate, so nobody knows when copies age out.")
    return found


def _lifetimes(rule: Any) -> list[str]:
    return [one.delete_after.duration for one in getattr(rule, "lifecycles", None) or []]


def longest_backup(session: Session) -> timedelta:
    return max(backups(session).values())
