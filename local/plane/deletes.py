"""DELETE: refused where locked or in use, else children first, each step durable."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from local.plane import checks, links, locks, polling
from local.plane.behaviour import ArmError, Body
from local.plane.ids import GROUP_TYPE, ArmId
from local.plane.messages import Answer, Ask
from local.plane.operations import Operation

if TYPE_CHECKING:
    from local.plane.plane import Plane


def delete(plane: Plane, ask: Ask, parsed: ArmId) -> Answer:
    kind = plane.catalogue.require(parsed, ask.api_version)
    codes = kind.codes.get("delete")
    if codes is None:
        text = f"The requested resource of type '{kind.arm}' does not support http method 'DELETE'."
        raise ArmError(405, "MethodNotAllowed", text)
    checks.subscription(plane, parsed.subscription)
    plane.access.require(ask.caller, f"{kind.arm}/delete", parsed.path)
    with plane.gate(parsed.path):
        with plane.store.transaction():
            body = plane.store.get(parsed.path)
            if body is None:
                if 204 in codes:
                    return Answer(status=204)
                raise checks.missing(parsed)
            running = [one for one in plane.operations.running(body["id"]) if one.kind == "delete"]
            long = "delete" in kind.long_running and 202 in codes
            if running:
                return polling.accepted(ask, running[-1], codes, None, created=False)
            _refuse(plane, body)
            operation = None
            if long:
                fault = plane.faults.take("DELETE", kind.arm, "operation-fails")
                operation = plane.operations.create("delete", body["id"], {"fails": fault is not None})
                if "provisioningState" in (body.get("properties") or {}):
                    body["properties"]["provisioningState"] = "Deleting"
                    plane.store.put(body)
        if operation is None:
            remove(plane, body)
            return Answer(status=200 if 200 in codes else 204)
    plane.operations.start(operation)
    return polling.accepted(ask, operation, codes, None, created=False)


def _refuse(plane: Plane, body: Body) -> None:
    """ArmError for what Azure refuses to delete; of a group only what is locked or protected inside."""
    locks.check_delete(plane.store, body["id"])
    if body["type"].lower() != GROUP_TYPE.lower():
        links.check_unused(plane.store, body)
    for one in (body, *plane.store.below(body["id"])):
        if behaviour := plane.behaviour(one["type"]):
            behaviour.validate_delete(one)


def finish(plane: Plane, operation: Operation) -> None:
    """The real work of a long-running deletion; taken up again after a crash with what is left."""
    if operation.request.get("fails"):
        raise ArmError(500, "InternalServerError", "The operation failed on demand: a fault was asked for.")
    while plane.operations.running(operation.resource, inside=True):
        if plane.stopping.is_set():
            raise InterruptedError("the plane stops; the operation goes on when it starts again")
        time.sleep(0.05)  # what is being made inside has to end before it can be removed
    if (body := plane.store.get(operation.resource)) is not None:
        remove(plane, body)
    plane.operations.succeed(operation)


def remove(plane: Plane, body: Body) -> None:
    """A resource and all inside it, users before what they use; idempotent."""
    for one in (*links.deletion_order(plane.store, plane.store.below(body["id"])), body):
        behaviour = plane.behaviour(one["type"])
        if behaviour and not plane.skips(behaviour):
            behaviour.delete(one)
        with plane.store.transaction():
            plane.store.remove(one["id"])
            plane.principals.remove_of(one["id"])
