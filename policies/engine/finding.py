"""What a rule says when a resource breaks it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Properties = Mapping[str, Any]  # a resource's inputs, named as azure-native names them
Findings = Iterator["Finding"]

SHOWN = 80  # characters of a value that a message repeats


@dataclass(frozen=True, slots=True)
class Finding:
    """One property of one resource that breaks a rule. `at` is the resource's URN, where a stack rule names it."""

    path: str
    value: Any
    allowed: str
    fix: str | None = None
    at: str | None = None


def finding(
    path: str, value: Any, *, allowed: str | Iterable[Any], fix: str | None = None, at: str | None = None
) -> Finding:
    """`allowed` is a phrase ("an EU region") or the allowed values; `fix` overrides the rule's own for this finding."""
    phrase = allowed if isinstance(allowed, str) else either(allowed)
    return Finding(path, value, phrase, fix, at)


def show(value: Any) -> str:
    """The value as a reader of JSON would write it, cut to a length that fits a sentence."""
    if value is None:
        return "unset"
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, Mapping):
        text = "{" + ", ".join(f"{key}: {show(each)}" for key, each in value.items()) + "}"
    elif isinstance(value, (list, tuple, set, frozenset)):
        text = "[" + ", ".join(show(each) for each in value) + "]"
    else:
        text = str(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def either(values: Iterable[Any]) -> str:
    """The values as "a", "b" or "c"."""
    shown = [show(value) for value in values]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
