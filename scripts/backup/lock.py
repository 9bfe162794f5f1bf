"""Immutability for good: a policy that is locked can be prolonged, and never shortened or taken away.

Azure makes policies unlocked, so that a mistake can be mended, and locks them by an action that no template can call.
"""

from __future__ import annotations

from azure.core import MatchConditions
from azure.mgmt.storage import StorageManagementClient

from scripts.azure import Azure
from scripts.errors import UserError
from scripts.estate import Data


def lock(azure: Azure, data: Data, *, shortest: int) -> dict[str, int]:
    """Lock the policies of evidence and backups; days by container. A shorter one than `shortest` days is refused.

    Run again, it changes nothing. Azure's errors pass through.
    """
    containers = azure.management(StorageManagementClient).blob_containers
    names = [data.storage.evidence, *([data.backups.container] if data.backups else [])]
    where = (data.group, data.storage.name)
    policies = {name: containers.get_immutability_policy(*where, name) for name in names}
    days: dict[str, int] = {}
    for name, policy in policies.items():  # all of them before the first is locked: it can't be undone
        days[name] = policy.immutability_period_since_creation_in_days or 0
        if days[name] < shortest:
            raise UserError(
                f"Container {name} of {data.storage.name} is immutable for {days[name]} days; allowed are {shortest} "
                "or more before that is locked."
            )
    for name, policy in policies.items():
        if policy.state != "Locked":
            match = MatchConditions.IfNotModified
            containers.lock_immutability_policy(*where, name, etag=policy.etag, match_condition=match)
    return days
