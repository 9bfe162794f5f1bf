"""POST on a resource: `listKeys`, `restart` and the like, answered by the type's behaviour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local.plane import checks, polling, resources
from local.plane.behaviour import ArmError, Behaviour, Body
from local.plane.ids import ArmId
from local.plane.messages import Answer, Ask
from local.plane.operations import Operation

if TYPE_CHECKING:
    from local.plane.plane import Plane


def act(plane: Plane, ask: Ask, parsed: ArmId, name: str) -> Answer:
    kind = plane.catalogue.require(parsed, ask.api_version)
    plane.access.require(ask.caller, f"{kind.arm}/{name}/action", parsed.path)
    known = {one.lower(): (one, action) for one, action in kind.actions.items()}
    if name.lower() not in known:
        has = ", ".join(sorted(kind.actions)) or "none"
        text = f"The resource type '{kind.arm}' has no action '{name}'; it has: {has}."
        raise ArmError(404, "InvalidResourceType", text)
    name, action = known[name.lower()]
    body = resources.load(plane, parsed, kind)
    if body is None:
        raise checks.missing(parsed)
    if _find(plane, body, name) is None:
        text = (
            f"The action '{name}' of '{kind.arm}' isn't available locally; it belongs in a module of local/behaviours."
        )
        raise ArmError(501, "NotImplemented", text)
    sent = ask.optional_body()
    if action.long_running and 202 in action.codes:
        with plane.store.transaction():
            fault = plane.faults.take("POST", kind.arm, "operation-fails")
            request = {"action": name, "sent": sent, "fails": fault is not None}
            operation = plane.operations.create("action", body["id"], request)
        plane.operations.start(operation)
        return polling.accepted(ask, operation, action.codes, None, created=False)
    result = _run(plane, body, name, sent)
    return Answer(status=200 if 200 in action.codes else min(action.codes), body=result)


def finish(plane: Plane, operation: Operation) -> None:
    """The real work of a long-running action."""
    if operation.request.get("fails"):
        raise ArmError(500, "InternalServerError", "The operation failed on demand: a fault was asked for.")
    body = plane.store.get(operation.resource)
    if body is None:
        raise ArmError(404, "ResourceNotFound", f"The resource '{operation.resource}' was not found.")
    result = _run(plane, body, operation.request["action"], operation.request["sent"])
    plane.operations.succeed(operation, result)


def _find(plane: Plane, body: Body, name: str) -> Behaviour | None:
    behaviour = plane.behaviour(body["type"])
    return behaviour if behaviour and name.lower() in {one.lower() for one in behaviour.actions} else None


def _run(plane: Plane, body: Body, name: str, sent: Body) -> Body:
    behaviour = _find(plane, body, name)
    assert behaviour is not None
    perform = {one.lower(): function for one, function in behaviour.actions.items()}[name.lower()]
    return perform(body, sent)
