"""Functions of azure-native that programs call: who we are, a resource as it is, a resource's keys."""

from __future__ import annotations

from typing import Any

from local.provider.arm import Arm
from local.types.resource_type import ResourceType
from local.types.table import table


class UnknownFunction(Exception):
    """One sentence: which function, and where to add what it needs."""


def call(token: str, arguments: dict[str, Any], arm: Arm) -> dict[str, Any]:
    """The answer of `azure-native:module:name`. Raises UnknownFunction for a type that the table doesn't have."""
    _, module, name = token.split(":")
    module = module.partition("/")[0]
    if (module, name) == ("authorization", "getClientConfig"):
        claims = arm.claims()
        return {
            "clientId": claims["appid"],
            "objectId": claims["oid"],
            "subscriptionId": arm.endpoint.subscription,
            "tenantId": claims["tid"],
        }
    if (module, name) == ("authorization", "getClientToken"):
        return {"token": arm.token()}
    if name.startswith("get") and (kind := table().by_token(f"azure-native:{module}:{name[3:]}")):
        resource_id = kind.resource_id(arguments, arm.endpoint.subscription)
        body = arm.get(resource_id, kind.api_version)
        if body is None:
            raise LookupError(f"{token}: there is no {resource_id}.")
        return kind.to_outputs(body)
    for kind in table().types:
        if action := _action(kind, module, name):
            resource_id = kind.resource_id(arguments, arm.endpoint.subscription)
            taken = {parameter.input for parameter in kind.parameters}
            body = {argument: value for argument, value in arguments.items() if argument not in taken}
            return arm.post(f"{resource_id}/{action}", kind.api_version, body)
    raise UnknownFunction(
        f"{token}: not known here; add its resource type to local/types/names.txt and run `make types`."
    )


def _action(kind: ResourceType, module: str, name: str) -> str | None:
    """`listStorageAccountKeys` is the action `listKeys` of StorageAccount."""
    _, of, short = kind.token.split(":")
    if of != module:
        return None
    for action in kind.actions:
        stem = action.removeprefix("list").removeprefix("get")
        if name in (f"list{short}{stem[:1].upper()}{stem[1:]}", f"get{short}{stem[:1].upper()}{stem[1:]}"):
            return action
    return None
