"""Kinds of resource that a drill makes on Azure: how each is found, listed and destroyed. Clean-up knows no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.dataprotection import DataProtectionMgmtClient
from azure.mgmt.keyvault import KeyVaultManagementClient
from azure.mgmt.storage import StorageManagementClient

from scripts.azure import Azure
from scripts.drills.journal import MARK, PREFIX


def tag(found: Any) -> str | None:
    return (found.tags or {}).get(MARK)


def nothing(azure: Azure, group: str) -> Iterable[Any]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """By a resource's id. `listed` finds all of a resource group, so that what no journal names is found too.

    `mark` says to which drill it belongs. Azure's errors pass through.
    """

    get: Callable[[Azure, str], Any]
    delete: Callable[[Azure, str], object]
    listed: Callable[[Azure, str], Iterable[Any]] = nothing
    mark: Callable[[Any], str | None] = tag
    prefixed: bool = True  # its name begins with the drill's prefix


def accounts(azure: Azure) -> Any:
    return azure.management(StorageManagementClient).storage_accounts


def vaults(azure: Azure) -> Any:
    return azure.management(KeyVaultManagementClient).vaults


def backup_vaults(azure: Azure) -> Any:
    return azure.management(DataProtectionMgmtClient).backup_vaults


def roles(azure: Azure) -> Any:
    return azure.management(AuthorizationManagementClient).role_assignments


def name_of(resource: str) -> str:
    return resource.rsplit("/", 1)[1]


def group_of(resource: str) -> str:
    return resource.split("/")[4]


def place(resource: str) -> tuple[str, str]:
    """What most calls want: group and name."""
    return group_of(resource), name_of(resource)


KINDS = {
    "endpoint": Kind(
        get=lambda azure, id: azure.network.private_endpoints.get(*place(id)),
        delete=lambda azure, id: azure.network.private_endpoints.begin_delete(*place(id)).result(),
        listed=lambda azure, group: azure.network.private_endpoints.list(group),
    ),
    "server": Kind(
        get=lambda azure, id: azure.postgres.servers.get(*place(id)),
        delete=lambda azure, id: azure.postgres.servers.begin_delete(*place(id)).result(),
        listed=lambda azure, group: azure.postgres.servers.list_by_resource_group(group),
    ),
    "account": Kind(
        get=lambda azure, id: accounts(azure).get_properties(*place(id)),
        delete=lambda azure, id: accounts(azure).delete(*place(id)),
        listed=lambda azure, group: accounts(azure).list_by_resource_group(group),
    ),
    # Deleted softly: its name and content stay for the vault's days, and nobody reaches them.
    "vault": Kind(
        get=lambda azure, id: vaults(azure).get(*place(id)),
        delete=lambda azure, id: vaults(azure).delete(*place(id)),
        listed=lambda azure, group: vaults(azure).list_by_resource_group(group),
    ),
    "backup-vault": Kind(
        get=lambda azure, id: backup_vaults(azure).get(*place(id)),
        delete=lambda azure, id: backup_vaults(azure).begin_delete(*place(id)).result(),
        listed=lambda azure, group: backup_vaults(azure).get_in_resource_group(group),
    ),
    # A name of its own can't be chosen, so the description carries the mark.
    "role": Kind(
        get=lambda azure, id: roles(azure).get_by_id(id),
        delete=lambda azure, id: roles(azure).delete_by_id(id),
        mark=lambda found: str(found.description or "").removeprefix(f"{MARK} "),
        prefixed=False,
    ),
}


def short(drill: str) -> str:
    """The drill's prefix where names are short and without hyphens: `drill1121030000abcd`, 19 of 24 characters."""
    return "drill" + drill.replace("-", "")[4:]


def carries_prefix(name: str, drill: str) -> bool:
    return name.startswith((f"{PREFIX}{drill}-", short(drill)))
