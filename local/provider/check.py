"""Check: fill in what azure-native fills in, then say of each mistake in one sentence where it is."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from local.provider.naming import automatic_name
from local.provider.values import UNKNOWN
from local.types.table import ResourceType
from local.types.validation import UNKNOWN_TO_NEWER_API

INTERNAL = "__"  # prefix of what the engine puts beside the inputs


class Mistake(NamedTuple):
    property: str
    reason: str


def fill(
    kind: ResourceType,
    news: Mapping[str, Any],
    olds: Mapping[str, Any],
    *,
    logical: str,
    seed: bytes,
    proposed: str | None,
    location: Callable[[str], str],
) -> dict[str, Any]:
    """What the program left out: the name (an old one is kept), and where the resource's group or provider is.

    `proposed`: the engine's own name by the project's autonaming settings; "" where these forbid automatic names.
    `location`: of a resource group by name ("" for the provider's default), "" where none is known.
    """
    added: dict[str, Any] = {}
    last = kind.parameters[-1]
    if last.input and news.get(last.input) is None:
        if last.fixed:
            added[last.input] = last.fixed
        elif olds.get(last.input):
            added[last.input] = olds[last.input]
        elif proposed != "":
            added[last.input] = proposed or automatic_name(kind, logical, seed)
    if "location" in kind.inputs and kind.tracked and news.get("location") is None:
        group = news.get("resourceGroupName")
        found = olds.get("location") or (UNKNOWN if group == UNKNOWN else location(str(group or "")))
        if found:
            added["location"] = found
    return added


def mistakes(kind: ResourceType, inputs: Mapping[str, Any]) -> Iterator[Mistake]:
    """Missing, misspelt, of the wrong type or outside an enum: against azure-native's names and the table's models."""
    known = sorted(kind.inputs)
    for name in inputs:
        if name not in kind.inputs and not name.startswith(INTERNAL):
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; it has {', '.join(known)}."
            yield Mistake(name, f"{kind.token} has no property {name!r}{hint}")
    missing = [name for name in sorted(_required(kind)) if inputs.get(name) is None]
    for name in missing:
        yield Mistake(name, f"{name} is required.")
    for problem in kind.check_inputs({name: value for name, value in inputs.items() if name in kind.inputs}):
        top = problem.path.partition(".")[0].partition("[")[0]
        if problem.code != UNKNOWN_TO_NEWER_API and problem.path not in missing and top in {*kind.inputs, ""}:
            yield Mistake(problem.path, problem.message)


def outdated(kind: ResourceType, inputs: Mapping[str, Any]) -> list[str]:
    """Properties that azure-native's API version has and the one that we send to hasn't."""
    given = {name: value for name, value in inputs.items() if name in kind.inputs}
    return [problem.path for problem in kind.check_inputs(given) if problem.code == UNKNOWN_TO_NEWER_API]


def _required(kind: ResourceType) -> set[str]:
    """azure-native marks the name as optional, for it can make one; by now there must be one."""
    return {*kind.required_inputs, *([kind.name_parameter] if kind.name_parameter else [])}
