"""What differs between two sets of inputs, path by path, and what a refresh makes of the inputs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from local.provider.values import UNKNOWN

Kind = Literal["add", "delete", "update"]
MISSING = object()


def changes(old: Any, new: Any, path: str = "") -> Iterator[tuple[str, Kind]]:
    """Paths as Pulumi writes them (`sku.name`, `rules[0].port`), each with the kind of its change."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            if not path and name.startswith("__"):
                continue
            below = f"{path}.{name}" if path else name
            before, after = old.get(name, MISSING), new.get(name, MISSING)
            if before is MISSING:
                yield below, "add"
            elif after is MISSING:
                yield below, "delete"
            else:
                yield from changes(before, after, below)
    elif isinstance(old, list) and isinstance(new, list):
        for number in range(max(len(old), len(new))):
            below = f"{path}[{number}]"
            if number >= len(old):
                yield below, "add"
            elif number >= len(new):
                yield below, "delete"
            else:
                yield from changes(old[number], new[number], below)
    elif not same(old, new, path):
        yield path, "update"


def same(old: Any, new: Any, path: str = "") -> bool:
    """Azure doesn't tell these apart: `West Europe` and `westeurope` as a location."""
    if (
        path.rpartition(".")[2] == "location"
        and isinstance(old, str)
        and isinstance(new, str)
        and UNKNOWN not in (old, new)
    ):
        return old.replace(" ", "").lower() == new.replace(" ", "").lower()
    return old == new and type(old) is type(new)


def observed(wanted: Any, actual: Any, path: str = "") -> Any:
    """The inputs after a refresh: what the program gave, with the values that Azure now has.

    Only what the program gave counts: Azure's own defaults aren't drift. What Azure doesn't show (passwords, how a
    server was created) stays as given.
    """
    if isinstance(wanted, dict) and isinstance(actual, dict):
        return {
            name: observed(value, actual[name], f"{path}.{name}" if path else name) if name in actual else value
            for name, value in wanted.items()
        }
    if isinstance(wanted, list) and isinstance(actual, list):
        if len(wanted) != len(actual):
            return actual
        return [observed(before, after, path) for before, after in zip(wanted, actual, strict=True)]
    if same(wanted, actual, path) or (isinstance(wanted, str) and isinstance(actual, str) and _equal(wanted, actual)):
        return wanted
    return actual


def _equal(wanted: str, actual: str) -> bool:
    """Ids and enum values come back in another case."""
    return wanted.lower() == actual.lower()


def contains(actual: Any, wanted: Any) -> bool:
    """Whether a resource already is as a PUT of `wanted` would make it."""
    if isinstance(wanted, dict):
        return isinstance(actual, dict) and all(
            name in actual and contains(actual[name], value) for name, value in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(actual, list) and len(actual) == len(wanted) and all(map(contains, actual, wanted))
    if isinstance(wanted, str) and isinstance(actual, str):
        return _equal(wanted.replace(" ", ""), actual.replace(" ", ""))
    return actual == wanted
