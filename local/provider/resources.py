"""Create, read, update and delete one resource: azure-native's properties in, azure-native's properties out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

from local.provider import requests
from local.provider.arm import Arm, ArmFailure, CancelledError
from local.provider.journal import Journal
from local.provider.values import UNKNOWN
from local.types import lists
from local.types.table import ResourceType

Values = dict[str, Any]


class Failure(Exception):
    """One sentence for the user. With an id, the resource exists and the state must know it."""

    def __init__(self, sentence: str, *, resource_id: str = "", body: Values | None = None) -> None:
        super().__init__(sentence)
        self.resource_id, self.body = resource_id, body or {}


class Resources:
    def __init__(self, arm: Arm, journal: Journal) -> None:
        self.arm, self.journal = arm, journal

    def create(self, kind: ResourceType, urn: str, inputs: Values, alive: Callable[[], bool]) -> tuple[str, Values]:
        """The id and the body of a new resource. `alive`: whether the engine still waits for the answer."""
        resource_id = kind.resource_id(inputs, self.arm.connection.subscription)
        existing = self._existing(kind, resource_id)
        if existing and not self.journal.begun(resource_id, urn):
            raise Failure(
                f"{kind.token}: {resource_id} exists already and wasn't made by this stack: import it "
                f"(`pulumi import {kind.token} NAME {resource_id}`), delete it, or choose another name."
            )
        if not alive():
            raise CancelledError
        self.journal.begin(resource_id, urn)
        return resource_id, self._put(kind, resource_id, inputs, existing)

    def update(self, kind: ResourceType, resource_id: str, inputs: Values) -> Values:
        """The body after a PUT of everything that the program says."""
        existing = self.arm.get(resource_id, kind.api_version) if kind.embedded else None
        return self._put(kind, resource_id, inputs, existing)

    def read(self, kind: ResourceType, resource_id: str) -> Values | None:
        """The body; None where there is no such resource."""
        if "get" in kind.codes:
            return self.arm.get(resource_id, kind.api_version)
        if "list" in kind.actions:  # Azure shows application settings only in answer to a POST
            try:
                return self.arm.post(f"{resource_id}/list", kind.api_version, {})
            except ArmFailure as failure:
                if failure.status == 404:
                    return None
                raise
        return {"id": resource_id}

    def delete(self, kind: ResourceType, resource_id: str) -> None:
        """What Azure has no DELETE for goes with what it belongs to: the settings of a service, the keys of a vault."""
        if "delete" in kind.codes or requests.ends_by_request(kind):
            try:
                if requests.ends_by_request(kind):
                    requests.end(self.arm, kind, resource_id)
                elif "put" in kind.codes:  # what can't be made can't be removed: azure-native puts it back
                    self.arm.delete(resource_id, kind.api_version)
            except ArmFailure as failure:
                raise Failure(f"{kind.token}: {resource_id} couldn't be deleted: {failure}") from failure
        self.journal.forget(resource_id)

    def _existing(self, kind: ResourceType, resource_id: str) -> Values | None:
        """What is there, unless it is there from the beginning: a service's own settings are only ever changed."""
        own = kind.parameters[-1]
        if own.fixed or not {"put", "delete"} <= kind.codes.keys():
            return None
        return self.arm.get(resource_id, kind.api_version)

    def _put(self, kind: ResourceType, resource_id: str, inputs: Values, existing: Values | None) -> Values:
        body = kind.to_body(inputs)
        if existing:
            _keep_children(kind, body, existing)
        query = {name: inputs[name] for name in kind.query if inputs.get(name) is not None}
        taken: list[bool] = []
        try:
            method = "PUT" if "put" in kind.codes else "PATCH"
            result = self.arm.write(method, resource_id, kind.api_version, body, query, lambda: taken.append(True))
            return result or self.read(kind, resource_id) or {"id": resource_id}
        except (ArmFailure, CancelledError) as failure:
            why = str(failure) or "cancelled before Azure had finished; `pulumi up` takes it up again."
            sentence = f"{kind.token}: {resource_id}: {why}"
            if not taken:
                raise Failure(sentence) from failure
            # It was accepted, so it exists in part: with its id in the state, the next update finishes or removes it.
            raise Failure(
                sentence, resource_id=resource_id, body={"id": resource_id} | copy.deepcopy(body)
            ) from failure


def _keep_children(kind: ResourceType, body: Values, existing: Values) -> None:
    """Carry over children that the body may hold but this program keeps as resources of their own (subnets).

    Azure takes a PUT without them as an order to delete them.
    """
    for path in kind.embedded:
        *parents, last = path.split("/")
        source: Any = existing
        target: Values = body
        for parent in parents:
            source = source.get(parent) or {}
            target = target.setdefault(parent, {})
        if last not in target and source.get(last):
            target[last] = source[last]


def shown(kind: ResourceType, body: Values, inputs: Mapping[str, Any]) -> Values:
    """The outputs of a body. Children that are resources of their own aren't shown in what holds them as well.

    Else each new child would look like a drift of its parent (azure-native leaves them out, too).
    """
    body = copy.deepcopy(body) if kind.embedded else body
    given = kind.to_body(inputs) if kind.embedded else {}
    for path in kind.embedded:
        *parents, last = path.split("/")
        holder: Any = body
        wanted: Any = given
        for parent in parents:
            holder, wanted = holder.get(parent) or {}, wanted.get(parent) or {}
        if wanted.get(last) is None:
            holder.pop(last, None)
    return kind.to_outputs(body)


def expected(kind: ResourceType, inputs: Values, olds: Mapping[str, Any] | None = None) -> Values:
    """Outputs during a preview: what follows from the inputs; what only Azure knows stays as it was, or unknown."""
    body = kind.conceal(kind.to_body(inputs))
    given = kind.to_outputs(body)
    name = inputs.get(kind.name_parameter) if kind.name_parameter else kind.parameters[-1].fixed
    given |= {"name": name or UNKNOWN, "type": kind.arm}
    computed = kind.to_outputs(_with_unknowns(kind, body, kind.raw["body"])) if kind.raw["body"] else {}
    computed.pop("id", None)  # the engine's to say
    for *parents, last in lists.computed(kind.token):
        holder: Any = computed
        for parent in parents:
            holder = holder.get(parent) if isinstance(holder, Mapping) else None
        if isinstance(holder, dict):
            holder.setdefault(last, UNKNOWN)
    return _merge(_merge(computed, olds or {}), given)


def _with_unknowns(kind: ResourceType, body: Mapping[str, Any], model: str) -> Values:
    """With the read-only fields of every object that is there: a program that reads one waits for it."""
    result = dict(body)
    for name, field in kind.table.model(model)["f"].items():
        type_, _, marks = field.partition(" ")
        if marks == "r":
            result.setdefault(name, UNKNOWN)
        elif type_.startswith("@") and isinstance(body.get(name), Mapping):
            result[name] = _with_unknowns(kind, body[name], type_[1:])
    return result


def refreshed_inputs(
    kind: ResourceType, old_inputs: Values, olds: Mapping[str, Any], body: Values, now: Mapping[str, Any]
) -> Values:
    """The inputs that describe what was found: the old ones, changed where the resource has drifted from its state.

    `olds` and `now` are outputs. Without old inputs (an import): all that may be an input, but for inner children.
    """
    found = kind.to_inputs(body)
    inner = {path.rpartition("/")[2] for path in kind.embedded}
    if not old_inputs:
        return {name: value for name, value in found.items() if not _empty(value) and name not in inner}
    result = dict(old_inputs)
    # A network shows the subnets that are resources of their own; they aren't inputs of the network for that.
    others = {path.rpartition("/")[2] for path in kind.embedded} - old_inputs.keys()
    for name in {*olds, *now} - others:
        if olds.get(name) == now.get(name) or name not in kind.inputs:
            continue
        drifted = _drift(old_inputs.get(name), olds.get(name), now.get(name), found.get(name))
        if drifted is None:
            result.pop(name, None)
        else:
            result[name] = drifted
    return result


def _drift(given: Any, old: Any, now: Any, writable: Any) -> Any:
    """One input after a drift of its output from `old` to `now`; `writable`: what of `now` may be an input."""
    if old == now:
        return given
    if not (isinstance(given, Mapping) and isinstance(old, Mapping) and isinstance(now, Mapping)):
        return writable
    result = dict(given)
    below = writable if isinstance(writable, Mapping) else {}
    for name in {*old, *now}:
        changed = _drift(given.get(name), old.get(name), now.get(name), below.get(name))
        if changed is None:
            result.pop(name, None)
        else:
            result[name] = changed
    return result


def _merge(old: Any, new: Any) -> Any:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{name: _merge(old.get(name), value) for name, value in new.items()}}
    return new


def _empty(value: Any) -> bool:
    return value is None or value == {} or value == []
