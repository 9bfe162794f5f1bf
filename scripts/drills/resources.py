"""Kinds of resource that a drill makes on Azure: how each is found, listed and destroyed. Clean-up knows no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from azure.mgmt.keyvault import KeyVaultManagementClient
from azure.mgmt.storage import StorageManagementClient

from scripts.azure import Azure
from scripts.drills.journal import PREFIX


@dataclass(frozen=True, kw_only=True)
class Kind:
    """`listed` finds all of a resource group, so that what no journal names is found too. `mark`: whose it is.

    Azure's errors pass through.
    """

    get: Callable[[Azure, str, str], Any]
    delete: Callable[[Azure, str, str], None]
    listed: Callable[[Azure, str], Iterable[Any]]


def _storage(azure: Azure) -> StorageManagementClient:
    return azure.management(StorageManagementClient)


def _vaults(azure: Azure) -> Any:
    return azure.management(KeyVaultManagementClient).vaults


KINDS = {
    "endpoint": Kind(
        get=lambda azure, group, name: azure.network.private_endpoints.get(group, name),
        delete=lambda azure, group, name: azure.network.private_endpoints.begin_delete(group, name).result(),
        listed=lambda azure, group: azure.network.private_endpoints.list(group),
    ),
    "server": Kind(
        get=lambda azure, group, name: azure.postgres.servers.get(group, name),
        delete=lambda azure, group, name: azure.postgres.servers.begin_delete(group, name).result(),
        listed=lambda azure, group: azure.postgres.servers.list_by_resource_group(group),
    ),
    "account": Kind(
        get=lambda azure, group, name: _storage(azure).storage_accounts.get_properties(group, name),
        delete=lambda azure, group, name: _storage(azure).storage_accounts.delete(group, name),
        listed=lambda azure, group: _storage(azure).storage_accounts.list_by_resource_group(group),
    ),
    # Deleted softly: the name and the content stay for the vault's days, and nobody reaches them.
    "vault": Kind(
        get=lambda azure, group, name: _vaults(azure).get(group, name),
        delete=lambda azure, group, name: _vaults(azure).delete(group, name),
        listed=lambda azure, group: _vaults(azure).list_by_resource_group(group),
    ),
}


def name_of(resource: str) -> str:
    return resource.rsplit("/", 1)[1]


def group_of(resource: str) -> str:
    return resource.split("/")[4]


def short(drill: str) -> str:
    """The drill's prefix where names are short and without hyphens: `drill1121030000abcd`, 19 of 24 characters."""
    return "drill" + drill.replace("-", "")[4:]


def carries_prefix(name: str, drill: str) -> bool:
    return name.startswith((f"{PREFIX}{drill}-", short(drill)))
