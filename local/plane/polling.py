"""The HTTP side of long-running operations: which status and headers start one, what its two URLs answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from local.plane import resources
from local.plane.behaviour import ArmError, Body
from local.plane.ids import parse_resource
from local.plane.messages import Answer, Ask
from local.plane.operations import Operation

if TYPE_CHECKING:
    from local.plane.plane import Plane

URL = re.compile(
    r"/subscriptions/(?P<subscription>[^/]+)(/providers/[^/]+/locations/[^/]+)?"
    r"/(?P<what>operationStatuses|operationResults)/(?P<id>[0-9a-f-]{36})",
    re.IGNORECASE,
)


def headers(ask: Ask, operation: Operation) -> dict[str, str]:
    """Both of Azure's styles at once: each client picks the one that it prefers."""
    parsed = parse_resource(operation.resource)
    place = f"/subscriptions/{parsed.subscription}/providers/{parsed.namespace}/locations/global"
    return {
        "Azure-AsyncOperation": ask.link(f"{place}/operationStatuses/{operation.id}"),
        "Location": ask.link(f"{place}/operationResults/{operation.id}"),
        **operation.retry_after(),
    }


def accepted(ask: Ask, operation: Operation, codes: tuple[int, ...], body: Body | None, *, created: bool) -> Answer:
    """The first answer, with a status that the type's client takes for a start."""
    if operation.kind == "put":
        order = (201, 202, 200) if created else (200, 202, 201)
        status = next(code for code in order if code in codes)
    else:
        status, body = 202, None
    if status == 202:
        body = None
    return Answer(status=status, body=body, headers=headers(ask, operation))


def poll(plane: Plane, ask: Ask) -> Answer | None:
    """The answer of an operation's URL; None where the path is no such URL."""
    match = URL.fullmatch(ask.path)
    if match is None or ask.method != "GET":
        return None
    operation = plane.operations.get(match["id"].lower())
    if operation is None:
        raise ArmError(404, "OperationNotFound", f"The operation '{match['id']}' was not found.")
    plane.access.require(ask.caller, "Microsoft.Resources/subscriptions/operationresults/read", operation.resource)
    running = operation.status == "InProgress"
    if match["what"].lower() == "operationstatuses":
        document = operation.document() | {"id": ask.path}
        if operation.result is not None:
            document["properties"] = operation.result
        return Answer(status=200, body=document, headers=operation.retry_after() if running else {})
    if running:
        return Answer(status=202, headers=headers(ask, operation))
    if operation.error:
        raise ArmError(operation.error.get("status", 500), operation.error["code"], operation.error["message"])
    if operation.kind == "put":
        body = plane.store.get(operation.resource)
        return Answer(status=200, body=resources.shown(plane, body) if body else None)
    return Answer(status=200, body=operation.result)
