"""Diff: what changed in the inputs, and what of it needs a new resource."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from local.provider.values import unknown
from local.types.table import ResourceType

Change = Literal["add", "update", "delete"]
ID_KEYS = ("id", "resourceid", "subnetid", "scope")


class Difference(NamedTuple):
    path: str  # as Pulumi writes paths: sku.name, subnets[0].name, tags["a.b"]
    change: Change
    replaces: bool


def differences(kind: ResourceType, olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[Difference]:
    """Between two sets of inputs. An absent property and one that is null are the same."""
    return [Difference(path, change, kind.create_only(path)) for path, change in _differences(olds, news, "")]


def same_name(kind: ResourceType, resource_id: str, news: Mapping[str, Any], subscription: str) -> bool:
    """Whether the new resource would have the old one's id, so that the old one must go first."""
    if any(unknown(news.get(parameter.input)) for parameter in kind.parameters if parameter.input):
        return False
    try:
        return kind.resource_id(news, subscription).lower() == resource_id.lower()
    except KeyError:
        return False


def _differences(old: Any, new: Any, path: str) -> Iterator[tuple[str, Change]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in [*old, *(name for name in new if name not in old)]:
            if not name.startswith("__"):
                yield from _differences(old.get(name), new.get(name), _below(path, name))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            one, other = (side[index] if index < len(side) else None for side in (old, new))
            yield from _differences(one, other, f"{path}[{index}]")
    elif not equal(path, old, new):
        yield path, "add" if old is None else "delete" if new is None else "update"


def equal(path: str, old: Any, new: Any) -> bool:
    """Azure takes "North Europe" for "northeurope", and ids in any case."""
    if isinstance(old, str) and isinstance(new, str) and old != new:
        last = path.rpartition(".")[2].lower()
        if last == "location":
            return _region(old) == _region(new)
        if last.endswith(ID_KEYS) and old.startswith("/"):
            return old.lower() == new.lower()
    return old == new


def _region(name: str) -> str:
    return name.replace(" ", "").lower()


def _below(path: str, name: str) -> str:
    plain = name.replace("_", "").replace("-", "").replace("$", "").isalnum()
    return f"{path}.{name}" if plain and path else name if plain else f"{path}[{json.dumps(name)}]"
