"""PUT and PATCH: checked, stored in one transaction, then made real at once or by a long-running operation."""

from __future__ import annotations

import copy
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from local.plane import checks, embedded, identities, links, polling, redact, resources
from local.plane.behaviour import ArmError, Behaviour, Body, Call
from local.plane.ids import ArmId, parse_resource
from local.plane.messages import Answer, Ask, merge
from local.plane.operations import Operation

if TYPE_CHECKING:
    from local.plane.plane import Plane
    from local.types.table import ResourceType

DELETION_SECONDS = 60
"""How long a write waits for a deletion of the same resource to end before it answers 409."""


@dataclass(frozen=True, kw_only=True)
class Accepted:
    call: Call
    stored: Body
    created: bool
    operation: Operation | None


def write(plane: Plane, ask: Ask, parsed: ArmId) -> Answer:
    kind = plane.catalogue.require(parsed, ask.api_version)
    verb = ask.method.lower()
    codes = kind.codes.get(verb)
    if codes is None:
        text = f"The requested resource of type '{kind.arm}' does not support http method '{ask.method}'."
        raise ArmError(405, "MethodNotAllowed", text)
    plane.access.require(ask.caller, f"{kind.arm}/write", parsed.path)
    sent = ask.optional_body()  # a backup on demand is asked for with no body at all
    with plane.gate(parsed.path):
        _wait_for_deletion(plane, parsed)
        if repeated := _same_again(plane, parsed, sent, ask):
            body = plane.store.get(parsed.path)
            return polling.accepted(ask, repeated, codes, resources.shown(plane, body) if body else None, created=True)
        accepted = _accept(plane, ask, parsed, kind, sent, long="put" if verb == "put" else "patch")
        if accepted.operation is None:
            _make(plane, accepted)
    body = resources.shown(plane, plane.store.get(parsed.path) or accepted.stored)
    if accepted.operation is not None:
        plane.operations.start(accepted.operation)
        return polling.accepted(ask, accepted.operation, codes, body, created=accepted.created)
    status = 201 if accepted.created and 201 in codes else 200 if 200 in codes else min(codes)
    return Answer(status=status, body=body, headers={"ETag": body["etag"]} if "etag" in body else {})


def _wait_for_deletion(plane: Plane, parsed: ArmId) -> None:
    checks.not_being_deleted(plane, parsed)
    until = time.monotonic() + DELETION_SECONDS
    while any(one.kind == "delete" for one in plane.operations.running(parsed.path)):
        if time.monotonic() > until:
            text = f"The resource '{parsed.path}' is being deleted; try again when that has ended."
            raise ArmError(409, "AnotherOperationInProgress", text)
        time.sleep(0.05)


def _same_again(plane: Plane, parsed: ArmId, sent: Body, ask: Ask) -> Operation | None:
    """A client that lost the answer asks again: it gets the operation that is under way."""
    running = plane.operations.running(parsed.path)
    if running and running[-1].kind == "put" and running[-1].request.get("sent") == [ask.method, sent]:
        return running[-1]
    return None


def _accept(plane: Plane, ask: Ask, parsed: ArmId, kind: ResourceType, sent: Body, *, long: str | None) -> Accepted:
    with plane.store.transaction():
        before = resources.load(plane, parsed, kind)
        stored_before = plane.store.get(parsed.path)
        if ask.method == "PATCH" and before is None:
            raise checks.missing(parsed)
        checks.parents(plane, parsed)
        _preconditions(ask, before)
        wanted = copy.deepcopy(sent) if ask.method == "PUT" else _patched(before or {}, sent)
        if long:  # what comes inside a parent is judged there, as in Azure
            plane.policies.check(parsed, kind, wanted)
        taken = embedded.take(kind, wanted)
        checks.before_write(plane, parsed, kind, wanted, stored_before)
        body = _envelope(plane, parsed, kind, wanted, before)
        identities.fill(plane, body)
        call = Call(id=body["id"], body=body, before=before, principal=ask.principal, api_version=ask.api_version)
        behaviour = plane.behaviour(kind.arm)
        if behaviour:
            behaviour.validate(call)  # first, for it knows its type's own codes
        if stored_before is not None:
            checks.unchangeable(kind, stored_before, wanted)
        outputs = _unsent(plane.store.outputs(body["id"]), sent.get("properties") or {}) if before else {}
        if behaviour:
            outputs = merge(outputs, behaviour.outputs(call))
        is_long = long in kind.long_running
        if resources.state(kind):
            making = ("Creating" if before is None else "Updating") if is_long else "Succeeded"
            outputs = outputs | {"provisioningState": making}
        stored = _store(plane, kind, call, outputs)
        _children(plane, ask, kind, body["id"], taken)
        if long:  # what came inside a parent is on record there
            plane.store.record(ask.method, body["id"], kind.arm, ask.api_version, redact.masked(kind, sent))
        operation = None
        if is_long:
            fault = plane.faults.take(ask.method, kind.arm, "operation-fails")
            request = {"call": asdict(call), "sent": [ask.method, sent], "fails": fault is not None}
            operation = plane.operations.create("put", body["id"], request)
        return Accepted(call=call, stored=stored, created=before is None, operation=operation)


def _patched(before: Body, sent: Body) -> Body:
    """A merge patch; tags are replaced as a whole, as most providers do."""
    merged = merge(before, sent, remove_null=True)
    if "tags" in sent:
        merged["tags"] = sent["tags"]
    return copy.deepcopy(merged)


def _unsent(outputs: Body, sent: Body) -> Body:
    """What is on record of read-only properties and defaults, without those that are now given."""
    kept: Body = {}
    for name, value in outputs.items():
        if name not in sent:
            kept[name] = value
        elif isinstance(value, dict) and isinstance(sent[name], dict):
            kept[name] = _unsent(value, sent[name])
    return kept


def _preconditions(ask: Ask, before: Body | None) -> None:
    wanted, unwanted = ask.headers.get("if-match"), ask.headers.get("if-none-match")
    bad = (wanted and (before is None or wanted not in ("*", before.get("etag", wanted)))) or (
        unwanted == "*" and before is not None
    )
    if bad:
        text = "The condition specified using HTTP conditional header(s) is not met."
        raise ArmError(412, "PreconditionFailed", text)


def _envelope(plane: Plane, parsed: ArmId, kind: ResourceType, wanted: Body, before: Body | None) -> Body:
    path = before["id"] if before else resources.canonical_id(plane, parsed, kind)
    body: Body = {"id": path, "name": path.rsplit("/", 1)[-1], "type": kind.arm}
    body |= {name: value for name, value in wanted.items() if name not in (*body, "systemData", "etag")}
    body["properties"] = body.get("properties") or {}
    return body


def _store(plane: Plane, kind: ResourceType, call: Call, outputs: Body) -> Body:
    """Store what is shown: without what Azure never gives back, with the read-only properties."""
    visible = redact.without(kind, call.body)
    visible["properties"] = merge(visible.get("properties") or {}, outputs)
    resources.stamp(visible, call.before, call.principal)
    plane.store.put(visible, outputs)
    plane.store.link(visible["id"], links.mentioned(visible))
    return visible


def _children(plane: Plane, ask: Ask, kind: ResourceType, parent: str, taken: dict[str, list[Body]]) -> None:
    """The children sent inside their parent, each as if it had been sent by itself; those left out are removed."""
    for gone in embedded.dropped(plane.store, kind, parent, taken):
        links.check_unused(plane.store, gone)
        plane.store.remove(gone["id"])
    for child_id, body in embedded.children(kind, parent, taken):
        parsed = parse_resource(child_id)
        child_kind = plane.catalogue.require(parsed, ask.api_version)
        _accept(plane, replace(ask, method="PUT"), parsed, child_kind, body, long=None)


def _make(plane: Plane, accepted: Accepted) -> None:
    """The real work of a type that answers at once."""
    behaviour = plane.behaviour(accepted.stored["type"])
    if behaviour is None or plane.skips(behaviour):
        return
    try:
        found = behaviour.put(accepted.call)
    except ArmError:
        if accepted.created:  # nothing came of it
            plane.store.remove(accepted.call.id)
        elif accepted.call.before:
            plane.store.put(accepted.call.before)
        raise
    if found:
        plane.update(accepted.call.id, found)


def finish(plane: Plane, operation: Operation) -> None:
    """The real work of a long-running PUT or PATCH."""
    call = Call(**operation.request["call"])
    if operation.request.get("fails"):
        raise ArmError(500, "InternalServerError", "The operation failed on demand: a fault was asked for.")
    parsed = parse_resource(call.id)
    kind = plane.catalogue.of(parsed)
    assert kind is not None
    behaviour: Behaviour | None = plane.behaviour(kind.arm)
    found = behaviour.put(call) if behaviour and not plane.skips(behaviour) else {}
    with plane.store.transaction():
        state: Body = {"provisioningState": "Succeeded"} if resources.state(kind) else {}
        plane.update(call.id, merge(found or {}, state))
        plane.operations.succeed(operation)
