"""Azure Policy's language: whether a definition's `if` holds for a resource as it is sent.

Source: "Azure Policy definition structure: policy rule", "Author policies for array properties", Microsoft Learn. Of
its template functions only `parameters()` is known; a rule with another one is refused when it is put.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from local.plane.behaviour import Body

Condition = Mapping[str, Any]
Parameters = Mapping[str, Any]
MISSING: Any = type("Missing", (), {"__repr__": lambda self: "missing", "__slots__": ()})()
FUNCTION = re.compile(r"\[(?!\[)(.*)\]", re.DOTALL)
PARAMETER = re.compile(r"\[\s*parameters\(\s*'([^']+)'\s*\)\s*\]", re.IGNORECASE)
ENVELOPE = ("id", "name", "type", "kind", "location", "tags", "sku", "identity", "zones", "plan", "managedby")


class PolicyRuleError(ValueError):
    """The rule isn't one that can be evaluated; the message says where."""


@dataclass(frozen=True)
class Subject:
    """A resource as a PUT would make it: `type` is its ARM type, `body` what is sent (a PATCH already merged)."""

    type: str
    name: str
    body: Body


def holds(condition: Condition, subject: Subject, parameters: Parameters) -> bool:
    return _holds(condition, subject, parameters, {})


def parameters_of(value: Any) -> set[str]:
    """The names of the parameters that a rule refers to."""
    return {match[1] for text in _texts(value) if (match := PARAMETER.fullmatch(text))}


def resolved(value: Any, parameters: Parameters) -> Any:
    """`value` with `[parameters('x')]` replaced, at any depth. KeyError names a parameter that has no value."""
    if isinstance(value, str):
        if match := PARAMETER.fullmatch(value):
            known = {name.lower(): given for name, given in parameters.items()}
            if match[1].lower() not in known:
                raise KeyError(match[1])
            return known[match[1].lower()]
        return value[1:] if value.startswith("[[") else value
    if isinstance(value, Mapping):
        return {key: resolved(each, parameters) for key, each in value.items()}
    return [resolved(each, parameters) for each in value] if isinstance(value, list) else value


def validate(condition: Any, path: str = "if") -> None:
    """PolicyRuleError unless `holds` can evaluate it."""
    if not isinstance(condition, Mapping) or not condition:
        raise PolicyRuleError(f"{path} must be a condition")
    for text in _texts(condition):
        if FUNCTION.fullmatch(text) and not PARAMETER.fullmatch(text):
            raise PolicyRuleError(f"the function in {text!r} isn't known here; only parameters() is")
    names = {key.lower(): key for key in condition}
    for combined in ("allof", "anyof"):
        if combined in names:
            parts = condition[names[combined]]
            if not isinstance(parts, list) or not parts:
                raise PolicyRuleError(f"{path}.{names[combined]} must be a list of conditions")
            for number, part in enumerate(parts):
                validate(part, f"{path}.{names[combined]}[{number}]")
            return
    if "not" in names:
        validate(condition[names["not"]], f"{path}.not")
        return
    operators = [name for name in names if name in OPERATORS]
    if len(operators) != 1 or len(condition) != 2 or not names.keys() & {"field", "value", "count"}:
        allowed = ", ".join(OPERATORS)
        raise PolicyRuleError(f"{path} must have field, value or count, and one of {allowed}")
    if "count" in names:
        count = condition[names["count"]]
        if not isinstance(count, Mapping) or not str(count.get("field", "")).endswith("[*]"):
            raise PolicyRuleError(f"{path}.count.field must be an array alias, which ends in [*]")
        if "where" in count:
            validate(count["where"], f"{path}.count.where")


def types_of(condition: Condition) -> frozenset[str] | None:
    """The lower-cased resource types that the condition can hold for; None for any."""
    names = {key.lower(): each for key, each in condition.items()}
    if "allof" in names:
        found = [types for part in names["allof"] if (types := types_of(part)) is not None]
        return frozenset.intersection(*found) if found else None
    if "anyof" in names:
        several = [types_of(part) for part in names["anyof"]]
        return None if None in several else frozenset[str]().union(*(one for one in several if one is not None))
    if str(names.get("field", "")).lower() == "type":
        if isinstance(names.get("equals"), str):
            return frozenset({names["equals"].lower()})
        if isinstance(names.get("in"), list):
            return frozenset(str(each).lower() for each in names["in"])
    return None


# -- conditions


def _holds(condition: Condition, subject: Subject, parameters: Parameters, members: Mapping[str, Any]) -> bool:
    names = {key.lower(): key for key in condition}
    if "allof" in names:
        return all(_holds(part, subject, parameters, members) for part in condition[names["allof"]])
    if "anyof" in names:
        return any(_holds(part, subject, parameters, members) for part in condition[names["anyof"]])
    if "not" in names:
        return not _holds(condition[names["not"]], subject, parameters, members)
    operator = next(name for name in names if name in OPERATORS)
    wanted = resolved(condition[names[operator]], parameters)
    compare = OPERATORS[operator]
    if "count" in names:
        return compare(_count(condition[names["count"]], subject, parameters, members), wanted)
    if "value" in names:
        return compare(resolved(condition[names["value"]], parameters), wanted)
    field = str(resolved(condition[names["field"]], parameters))
    if field.lower() == "location":
        wanted = [_place(each) for each in wanted] if isinstance(wanted, list) else _place(wanted)
    # An array alias holds when each member does, and so when there is none.
    return all(compare(value, wanted) for value in _field(field, subject, members))


def _count(count: Condition, subject: Subject, parameters: Parameters, members: Mapping[str, Any]) -> int:
    array, where = str(count["field"]), count.get("where")
    found = [each for each in _field(array, subject, members) if each is not MISSING]
    if where is None:
        return len(found)
    return sum(_holds(where, subject, parameters, {**members, array.lower(): each}) for each in found)


def _field(field: str, subject: Subject, members: Mapping[str, Any]) -> list[Any]:
    """The values that a field names: one for a property (MISSING if it isn't there), any number for an array alias."""
    low = field.lower()
    for array, member in members.items():  # inside `count`: the current member
        if low == array:
            return [member]
        if low.startswith(array + "."):
            return list(_walk(member, _steps(field[len(array) + 1 :])))
    if low == "type":
        return [subject.type]
    if low in ("name", "fullname"):
        return [subject.name]
    if low.startswith(("tags[", "tags.")):
        return [_get(subject.body.get("tags") or {}, field[4:].strip(".[]'"))]
    if low == "location":
        return [_place(_get(subject.body, "location"))]
    if low.split(".")[0] in ENVELOPE:
        return list(_walk(subject.body, _steps(field)))
    prefix = subject.type.lower() + "/"
    if not low.startswith(prefix) or "/" in field[len(prefix) :].split("[")[0]:
        return [] if "[*]" in field else [MISSING]  # an alias of another type
    return list(_walk(subject.body, _steps(field[len(prefix) :]), root=True))


def _place(location: Any) -> Any:
    """Azure Policy takes `West Europe` and `westeurope` for the same."""
    return "".join(location.split()).lower() if isinstance(location, str) else location


@lru_cache(4096)
def _steps(path: str) -> tuple[str, ...]:
    """`a.b[*].c` as ("a", "b", "[*]", "c")."""
    return tuple(
        step for part in path.split(".") for step in (part.removesuffix("[*]"), "[*]" * part.endswith("[*]")) if step
    )


def _walk(node: Any, steps: tuple[str, ...], *, root: bool = False) -> Iterator[Any]:
    if not steps:
        yield node
        return
    step, rest = steps[0], steps[1:]
    if step == "[*]":
        for each in node if isinstance(node, list) else ():
            yield from _walk(each, rest)
        return
    # Aliases leave `properties` out, in the resource and in the resources inside it.
    inner = _get(node, "properties") if isinstance(node, Mapping) else MISSING
    found = _get(inner, step) if root and inner is not MISSING else MISSING
    if found is MISSING:
        found = _get(node, step)
    if found is MISSING and inner is not MISSING:
        found = _get(inner, step)
    if found is MISSING and rest and step[:1].isupper():
        # Aliases name the subtype of which a property is, bodies hold it as `objectType`; other subtypes lack it.
        said = _get(node if inner is MISSING else inner, "objectType")
        if said is MISSING or _text(said) == _text(step):
            yield from _walk(node, rest, root=root)
            return
    if found is MISSING or found is None:
        if "[*]" not in rest:
            yield MISSING
        return
    yield from _walk(found, rest)


def _get(node: Any, name: str) -> Any:
    if not isinstance(node, Mapping):
        return MISSING
    if name in node:
        return node[name]
    low = name.lower()
    return next((value for key, value in node.items() if key.lower() == low), MISSING)


# -- operators: (the field's value, what the rule says) -> whether it holds


def _text(value: Any) -> str:
    """Azure Policy compares strings without case, and booleans and numbers as strings."""
    return str(value).lower()


def _equals(value: Any, wanted: Any) -> bool:
    return value is not MISSING and not isinstance(value, (dict, list)) and _text(value) == _text(wanted)


def _in(value: Any, wanted: Any) -> bool:
    return any(_equals(value, each) for each in wanted)


def _like(value: Any, wanted: Any) -> bool:
    return value is not MISSING and fnmatchcase(_text(value), _text(wanted).replace("[", "[[]").replace("?", "[?]"))


def _contains(value: Any, wanted: Any) -> bool:
    if isinstance(value, list):
        return _in(wanted, value)
    return value is not MISSING and _text(wanted) in _text(value)


def _contains_key(value: Any, wanted: Any) -> bool:
    return _get(value, str(wanted)) is not MISSING


def _exists(value: Any, wanted: Any) -> bool:
    return (value is not MISSING and value is not None) is (_text(wanted) == "true")


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def ordered(value: Any, wanted: Any) -> bool:
        if value is MISSING:
            return False
        try:
            return compare(float(value), float(wanted))
        except (TypeError, ValueError):
            return compare(str(value), str(wanted))  # dates

    return ordered


def _not(operator: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda value, wanted: not operator(value, wanted)


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": _equals,
    "notequals": _not(_equals),
    "in": _in,
    "notin": _not(_in),
    "like": _like,
    "notlike": _not(_like),
    "contains": _contains,
    "notcontains": _not(_contains),
    "containskey": _contains_key,
    "notcontainskey": _not(_contains_key),
    "exists": _exists,
    "less": _ordered(lambda value, wanted: value < wanted),
    "lessorequals": _ordered(lambda value, wanted: value <= wanted),
    "greater": _ordered(lambda value, wanted: value > wanted),
    "greaterorequals": _ordered(lambda value, wanted: value >= wanted),
}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
