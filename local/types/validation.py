"""Hold a body against the table: unknown names, wrong types, values that aren't allowed, what is missing."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local.types.table import Table

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # Pulumi's value for "not known during preview"
ENVELOPE = {"id", "name", "type", "etag", "systemData"}  # sent back by who reads, changes and writes a resource
PYTHON = {"s": (str,), "t": (str,), "b": (bool,), "i": (int,), "n": (int, float)}
WORDS = {"s": "a string", "t": "a date and time", "b": "true or false", "i": "an integer", "n": "a number"}
SHOWN = 8  # allowed values listed in a message


@dataclass(frozen=True)
class Problem:
    """`path` of the body, "properties.sku.name"; `message` is one sentence; codes are the constants below."""

    path: str
    message: str
    code: str


UNKNOWN_PROPERTY = "UnknownProperty"
UNKNOWN_TO_NEWER_API = "UnknownToNewerApi"  # azure-native's older API version has it, the client's doesn't
WRONG_TYPE = "WrongType"
NOT_ALLOWED = "ValueNotAllowed"
MISSING = "MissingProperty"


class Validator:
    """`shown`: paths ("properties/primaryEndpoints") that only answers have; `partial`: nothing is required (PATCH)."""

    def __init__(self, table: "Table", shown: frozenset[str] = frozenset(), *, partial: bool = False) -> None:
        self.table, self.shown, self.partial = table, shown, partial

    def check(self, body: Any, model: str) -> list[Problem]:
        return list(self._value(body, f"@{model}", ""))

    def _value(self, value: Any, kind: str, path: str) -> Iterator[Problem]:
        if value == UNKNOWN or kind == "*":
            return
        match kind[0]:
            case "@":
                if isinstance(value, Mapping):
                    yield from self._object(value, kind[1:], path)
                else:
                    yield _wrong(path, value, "an object")
            case "[":
                if isinstance(value, list | tuple):
                    for index, item in enumerate(value):
                        yield from self._value(item, kind[1:], f"{path}[{index}]")
                else:
                    yield _wrong(path, value, "a list")
            case "{":
                if isinstance(value, Mapping):
                    for name, item in value.items():
                        if item is not None:
                            yield from self._value(item, kind[1:], _join(path, name))
                else:
                    yield _wrong(path, value, "an object")
            case "#":
                yield from _among(path, value, self.table.enum(kind[1:]))
            case "=":
                yield from _among(path, value, [kind[1:]])
            case plain:
                # JSON has one kind of number: 3.0 is an integer. True is none, whatever Python says.
                whole = plain == "i" and isinstance(value, float) and value.is_integer()
                boolean = isinstance(value, bool) and plain != "b"
                if boolean or not (whole or isinstance(value, PYTHON[plain])):
                    yield _wrong(path, value, WORDS[plain])

    def _object(self, value: Mapping[str, Any], name: str, path: str) -> Iterator[Problem]:
        model = self.table.model(name)
        fields: Mapping[str, str] = model["f"]
        if "v" in model:
            chosen = value.get(model["d"])
            if chosen is None and not self.partial:
                yield _missing(_join(path, model["d"]), list(model["v"]))
            elif isinstance(chosen, str) and chosen != UNKNOWN:
                child = {key.lower(): child for key, child in model["v"].items()}.get(chosen.lower())
                if child is None:
                    yield from _among(_join(path, model["d"]), chosen, list(model["v"]))
                    return
                if child != name:
                    yield from self._object(value, child, path)
                    return
        if not fields:
            return  # a free-form object
        for field, item in value.items():
            yield from self._field(field, item, fields, path)
        if not self.partial:
            for field, kind in fields.items():
                if "!" in kind.partition(" ")[2] and value.get(field) is None and field != model.get("d"):
                    yield _missing(_join(path, field), [])

    def _field(self, name: str, value: Any, fields: Mapping[str, str], path: str) -> Iterator[Problem]:
        where = _join(path, name)
        if name not in fields:
            if (path or name not in ENVELOPE) and where.replace(".", "/") not in self.shown:
                yield _unknown(where, name, list(fields))
            return
        kind, _, marks = fields[name].partition(" ")
        if marks == "-":
            yield Problem(
                where, f"{where} is unknown to the current API version; an older one had it.", UNKNOWN_TO_NEWER_API
            )
        elif value is not None and marks != "r":
            yield from self._value(value, kind, where)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _wrong(path: str, value: Any, wanted: str) -> Problem:
    shown = (
        f"{value!r:.60}"
        if not isinstance(value, Mapping | list)
        else "an object"
        if isinstance(value, Mapping)
        else "a list"
    )
    return Problem(path, f"{path or 'The body'} must be {wanted}, not {shown}.", WRONG_TYPE)


def _among(path: str, value: Any, allowed: list[str]) -> Iterator[Problem]:
    if str(value).lower() in (item.lower() for item in allowed):
        return
    listed = ", ".join(allowed[:SHOWN]) + (f" and {len(allowed) - SHOWN} more" if len(allowed) > SHOWN else "")
    close = difflib.get_close_matches(str(value), allowed, 1, cutoff=0.8)
    hint = f"; did you mean {close[0]}?" if close else "."
    yield Problem(path, f"{path} can't be {value!r}; allowed: {listed}{hint}", NOT_ALLOWED)


def _missing(path: str, allowed: list[str]) -> Problem:
    choices = f"; one of {', '.join(sorted(allowed))}" if allowed else ""
    return Problem(path, f"{path} is required{choices}.", MISSING)


def _unknown(path: str, name: str, known: list[str]) -> Problem:
    close = difflib.get_close_matches(name, known, 1, cutoff=0.6)
    hint = f"; did you mean {close[0]}?" if close else "."
    return Problem(path, f"{path} is unknown{hint}", UNKNOWN_PROPERTY)
