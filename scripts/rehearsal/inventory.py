"""What a stack consists of, small enough to be read: types, counts, and the properties that matter of each."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from controls.conditions import look

KEYS = Path(__file__).parent / "key_properties.yaml"
UNSET = "(unset)"
Inventory = dict[str, Any]


@cache
def key_properties() -> Mapping[str, list[str]]:
    return yaml.safe_load(KEYS.read_text())


def inventory(resources: Iterable[tuple[str, Mapping[str, Any]]]) -> Inventory:
    """Of pairs of type (`azure-native:storage:StorageAccount`) and inputs.

    A value that all of a type share stands alone; else each value with how many have it.
    """
    by_type: dict[str, list[Mapping[str, Any]]] = {}
    for type_, inputs in resources:
        by_type.setdefault(type_.removeprefix("azure-native:"), []).append(inputs)
    types: Inventory = {}
    for type_ in sorted(by_type):
        found = by_type[type_]
        types[type_] = {"count": len(found)}
        for path in key_properties().get(type_, ()):
            types[type_][path] = _values(found, path)
    return {"resources": sum(map(len, by_type.values())), "types": types}


def of_state(state: Mapping[str, Any]) -> Inventory:
    """Of what `pulumi stack export` wrote."""
    return inventory(
        (each["type"], each.get("inputs") or {})
        for each in state["deployment"].get("resources", ())
        if each.get("custom") and not each["type"].startswith("pulumi:") and not each.get("external")
    )


def text(found: Inventory, heading: str) -> str:
    """As YAML: one line a property."""
    lines = [f"# {heading}", f"resources: {found['resources']}", "types:"]
    for type_, facts in found["types"].items():
        lines.append(f"  {type_}:")
        lines += [f"    {_key(path)}: {_flow(value)}" for path, value in facts.items()]
    return "\n".join(lines) + "\n"


def _values(resources: list[Mapping[str, Any]], path: str) -> Any:
    counted = Counter(_value(look(each, path)) for each in resources)
    return next(iter(counted)) if len(counted) == 1 else dict(sorted(counted.items(), key=lambda pair: str(pair[0])))


def _value(found: list[Any]) -> Any:
    """Several values as one text; a whole number as such, however it came over the wire."""
    if len(found) != 1:
        return " + ".join(map(str, found)) or UNSET
    (one,) = found
    return int(one) if isinstance(one, float) and one.is_integer() else one


def _key(path: str) -> str:
    return f'"{path}"' if "*" in path else path


def _flow(value: Any) -> str:
    return yaml.safe_dump(value, default_flow_style=True, width=1000, sort_keys=False).removesuffix("\n...\n").strip()
