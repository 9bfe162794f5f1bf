"""Follow a property's path from azure-native's side into the models, and a path of a body back."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from local.types.mapping import field_at, place

if TYPE_CHECKING:
    from local.types.table import Pair, ResourceType, Table


def tokens(path: str) -> list[str]:
    """`subnets[0].tags["a.b"]` -> subnets, 0, tags, a.b."""
    return [quoted or plain for quoted, plain in re.findall(r'\["([^"]*)"\]|([^.\[\]"]+)', path)]


def on_the_way(kind: "ResourceType", steps: list[str]) -> Iterator[tuple[str, str]]:
    """(path in its model, marks) of each field that a property's path goes through."""
    table, model, pair = kind.table, kind.raw["body"], kind.raw.get("in")
    here = f"@{model}" if model else "*"
    queue = list(steps)
    while queue:
        step = queue.pop(0)
        if here.startswith("{"):
            here, pair = here[1:], (pair or "").lstrip("{") or None
            continue
        if here.startswith("["):
            here = here[1:]
            if step.isdigit():
                continue
            queue.insert(0, step)
            continue
        if not here.startswith("@"):
            return
        found = _step(table, here[1:], pair, step)
        if found is None:
            return
        path, owner, pair = found
        parts = path.split("/")
        for depth in range(len(parts)):
            _, marks = field_at(table, owner, "/".join(parts[: depth + 1]))
            yield "/".join(parts[: depth + 1]), marks
        here = field_at(table, owner, path)[0] or "*"


def _step(table: "Table", model: str, pair: str | None, step: str) -> tuple[str, str, str | None] | None:
    """(path, model that has it, pair of its value); for a polymorphic model the first variant that has the field."""
    rules = table.pair(pair)
    variants: list[tuple[str, Pair]] = [(model, {} if "d" in rules else rules)]
    by_value = table.model(model).get("v", {})
    variants += [(child, table.pair(rules.get("v", {}).get(value))) for value, child in by_value.items()]
    for owner, own_rules in variants:
        path = place(own_rules, step)
        if field_at(table, owner, path)[0]:
            return path, owner, own_rules.get("k", {}).get(step)
    return None


def native_path(kind: "ResourceType", path: str) -> str:
    """A body's path (`properties.networkAcls.bypass`) by azure-native's names (`networkRuleSet.bypass`)."""
    result: list[str] = []
    pair = kind.raw.get("in")
    rest = [part for part in re.split(r"\.|(?=\[)", path) if part]
    while rest:
        rules: Mapping[str, Any] = kind.table.pair(pair.lstrip("{") if pair else None)
        if rest[0].startswith("["):
            result.append(rest.pop(0))
            continue
        name, used = _back(rules, rest)
        if not name:  # the container itself
            return path if not result and len(rest) == used else ".".join([*result, *rest]).replace(".[", "[")
        result.append(name)
        rest = rest[used:]
        pair = rules.get("k", {}).get(name)
    return ".".join(result).replace(".[", "[")


def _back(rules: Mapping[str, Any], rest: list[str]) -> tuple[str, int]:
    """(azure-native's name, number of steps of the body's path that it stands for)."""
    for name, place_ in sorted(rules.get("n", {}).items(), key=lambda item: -len(item[1])):
        steps = place_.split("/")
        if rest[: len(steps)] == steps:
            return name, len(steps)
    if rest[0] == rules.get("c"):
        return (rest[1], 2) if len(rest) > 1 else ("", 1)
    return rest[0], 1
