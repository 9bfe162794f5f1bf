"""The ways in which people break a property: each gives a copy of the properties in which it is broken."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policies.engine.unknowns import UNKNOWN

Properties = dict[str, Any]
OUTSIDE = ("norwayeast", "Switzerland North", "uksouth", "eastus", "Europe")
OUTSIDE_AWS = ("eu-west-2", "eu-central-2", "us-east-1")
PLACE = re.compile(r"(location|region)(name)?$", re.IGNORECASE)
# What other API versions call the same; where there is none, the name in Python's spelling stands for a misspelt one.
OTHER_NAMES = {
    "enableHttpsTrafficOnly": "supportsHttpsTrafficOnly",
    "networkRuleSet": "networkAcls",
    "minimumTlsVersion": "minTlsVersion",
    "minTlsVersion": "minimumTlsVersion",
    "allowBlobPublicAccess": "blobPublicAccess",
    "requireInfrastructureEncryption": "infrastructureEncryption",
    "backup": "storageProfile",
    "authConfig": "authenticationConfig",
    "disableLocalAuth": "disableLocalAuthentication",
}


@dataclass(frozen=True)
class Mutant:
    kind: str  # removed, weakened, outside the EU, unknown, moved, renamed
    path: str
    value: Any  # what stands at the path now; None for nothing
    properties: Properties


def mutants(properties: Mapping[str, Any], path: str, *, aws: bool) -> Iterator[Mutant]:
    """Every way in which the property at `path` can be broken."""
    if present := values_at(properties, path):
        yield Mutant("removed", path, None, changed(properties, path, _removed))
        yield Mutant("moved", path, None, changed(properties, path, _moved))
        yield Mutant("renamed", path, None, changed(properties, path, _renamed))
        yield Mutant("unknown", path, UNKNOWN, changed(properties, path, _put(UNKNOWN)))
        for value in weaker(present[0]):
            yield Mutant("weakened", path, value, changed(properties, path, _put(value)))
        if PLACE.search(path) and isinstance(present[0], str):
            for place in OUTSIDE_AWS if aws else OUTSIDE:
                yield Mutant("outside the EU", path, place, changed(properties, path, _put(place)))


def transplants(
    properties: Mapping[str, Any], read: Iterable[str], bad: Iterable[Mapping[str, Any]]
) -> Iterator[Mutant]:
    """The resource with what a bad example says in place of all that the rule reads of it."""
    looked_at = {path.split(".")[0].removesuffix("[*]") for path in read}
    rest = {key: value for key, value in properties.items() if key not in looked_at}
    for one in bad:
        yield Mutant("as a bad example", ", ".join(one) or "everything", dict(one), {**_copied(rest), **_copied(one)})


def weaker(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from {0, value // 10} - {value}
    elif isinstance(value, (dict, list)) and value:
        yield type(value)() if type(value) in (dict, list) else {}


def values_at(properties: Any, path: str) -> list[Any]:
    """What stands at a path, in every member of the lists on the way."""
    found: list[Any] = []

    def collect(holder: Properties, key: str) -> None:
        if key in holder:
            found.append(holder[key])

    _visit(properties, _steps(path), collect)
    return found


def changed(properties: Mapping[str, Any], path: str, change: Callable[[Properties, str], None]) -> Properties:
    """A copy with the property changed, in every member of the lists on the way: one left alone may be enough."""
    copied = _copied(properties)
    _visit(copied, _steps(path), change)
    return copied


def _visit(value: Any, steps: list[str], act: Callable[[Properties, str], None]) -> None:
    step, rest = steps[0], steps[1:]
    if step == "[*]":
        for each in value if isinstance(value, list) else ():
            if rest:
                _visit(each, rest, act)
    elif isinstance(value, dict):
        if not rest or rest == ["[*]"]:
            act(value, step)
        elif step in value:
            _visit(value[step], rest, act)


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, (list, tuple)) else value


def _steps(path: str) -> list[str]:
    return [step for step in re.split(r"\.|(\[\*\])", path) if step]


def _removed(holder: Properties, key: str) -> None:
    holder.pop(key, None)


def _moved(holder: Properties, key: str) -> None:
    """Into a block of that name, as if there were one more level; or out of it, where it is called properties."""
    if key in holder:
        holder[f"{key}Settings"] = {key: holder.pop(key)}


def _renamed(holder: Properties, key: str) -> None:
    if key in holder:
        holder[OTHER_NAMES.get(key) or re.sub(r"(?<!^)([A-Z])", r"_\1", key).lower() + "_"] = holder.pop(key)


def _put(value: Any) -> Callable[[Properties, str], None]:
    def put(holder: Properties, key: str) -> None:
        holder[key] = value

    return put
