"""Resources for the examples of stack rules, written short."""

from typing import Any

from policies.engine.resource import Resource

STACK = "urn:pulumi:example::cordon"


def resource(
    token: str, name: str, properties: dict[str, Any] | None = None, *, refers: tuple[str, ...] = ()
) -> Resource:
    """`token` is <module>:<Type> of azure-native; `refers` names the resources that this one was given something of."""
    kind = f"azure-native:{token}"
    return Resource(
        urn=urn(token, name),
        type=kind,
        name=name,
        properties=properties or {},
        id=f"/subscriptions/s/resourceGroups/g/{kind}/{name}",
        dependencies=frozenset(urn(*each.split("/")) for each in refers),
    )


def urn(token: str, name: str) -> str:
    return f"{STACK}::azure-native:{token}::{name}"
