"""Reading nested properties without asking at every step whether they are there."""

from collections.abc import Iterator
from typing import Any

from policies.engine.unknowns import UNKNOWN


def at(value: Any, *steps: str) -> Any:
    """The value under `steps`, or None where any of them is missing."""
    for step in steps:
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def has(properties: Any, name: str) -> bool:
    """Whether the property is there, even when its value isn't known yet: a reference is unknown in a first preview."""
    if hasattr(properties, "noticed"):  # a trial watches what rules read
        properties.noticed(name, presence=True)
    return isinstance(properties, dict) and dict.get(properties, name) is not None


def known(properties: Any, *steps: str) -> Any:
    """As `at`, but None for what isn't known yet: for rules that are stricter without the value."""
    value = properties
    for step in steps:
        if hasattr(value, "noticed"):
            value.noticed(step)
        value = dict.get(value, step) if isinstance(value, dict) else None
    return None if value is UNKNOWN else value


def each(properties: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The mappings in the list `name` (a dotted path), each with the path that a message can name it by."""
    values = at(properties, *name.split("."))
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, dict):
            yield f"{name}[{index}]", value


def same(left: Any, right: str) -> bool:
    """Whether two of Azure's names are equal; Azure ignores case in ids, enums and regions."""
    return isinstance(left, str) and left.casefold() == right.casefold()
