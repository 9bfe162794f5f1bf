"""The functions of azure-native that programs call: who am I, read a resource, list its keys."""

from __future__ import annotations

import re
from typing import Any

from local.provider.arm import Arm
from local.provider.resources import Failure, Values
from local.types.table import ResourceType, Table

VERSIONED = re.compile(r"^(azure-native:\w+?)/v\w+(:\w+)$")


def invoke(arm: Arm, table: Table, token: str, arguments: Values) -> tuple[Values, bool]:
    """The answer, and whether it is a secret. Failure in one sentence for a function that isn't known."""
    token = VERSIONED.sub(r"\1\2", token)
    if token == "azure-native:authorization:getClientConfig":  # noqa: S105
        connection = arm.connection
        return {
            "clientId": connection.client,
            "objectId": arm.connection.claims()["oid"],
            "subscriptionId": connection.subscription,
            "tenantId": connection.tenant,
        }, False
    if token == "azure-native:authorization:getClientToken":  # noqa: S105
        audience = str(arguments.get("endpoint") or "https://management.azure.com").rstrip("/")
        return {"token": arm.connection.token(f"{audience}/.default")}, True
    module, _, name = token.rpartition(":")
    if name.startswith("get") and (kind := table.by_token(f"{module}:{name[3:]}")):
        return _get(arm, kind, arguments), False
    if name.startswith("list") and (found := _action(table, module, name[4:])):
        kind, action = found
        return _list(arm, kind, action, arguments), True
    raise Failure(
        f"{token} isn't known to the local environment: functions follow from resource types, "
        "and local/types/names.txt is where to add those."
    )


def _get(arm: Arm, kind: ResourceType, arguments: Values) -> Values:
    resource_id = _resource_id(arm, kind, arguments)
    body = arm.get(resource_id, kind.api_version)
    if body is None:
        raise Failure(f"{kind.token}: {resource_id} doesn't exist.")
    return kind.to_outputs(body)


def _list(arm: Arm, kind: ResourceType, action: str, arguments: Values) -> Values:
    path_names = {parameter.input for parameter in kind.parameters}
    body = {name: value for name, value in arguments.items() if name not in path_names and value is not None}
    return arm.post(f"{_resource_id(arm, kind, arguments)}/{action}", kind.api_version, body)


def _action(table: Table, module: str, rest: str) -> tuple[ResourceType, str] | None:
    """`StorageAccountKeys` is the action listKeys of a StorageAccount, `StorageAccountSAS` its listAccountSas."""
    for end in range(len(rest), 0, -1):
        kind = table.by_token(f"{module}:{rest[:end]}")
        if kind is None:
            continue
        wanted = rest[end:].lower()
        names = sorted(kind.actions, key=len)
        same = [name for name in names if name.lower() in {wanted, f"list{wanted}"}]
        if found := same or [name for name in names if name.lower().endswith(wanted)]:
            return kind, found[0]
    return None


def _resource_id(arm: Arm, kind: ResourceType, arguments: Values) -> str:
    values: dict[str, Any] = dict(arguments)
    try:
        return kind.resource_id(values, arm.connection.subscription)
    except KeyError as missing:
        raise Failure(f"{kind.token}: {missing.args[0]} is required.") from missing
