"""What a rule reads of a resource: the paths, `[*]` for any index, found by running its check on watched values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.engine.resource import Resource
from policies.engine.rule import Rule


@dataclass
class Reads:
    """`found` are paths with a value, `missing` those without, `presence` those that only had to be there."""

    found: dict[str, list[Any]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    presence: set[str] = field(default_factory=set)

    @property
    def paths(self) -> list[str]:
        return sorted({*self.found, *self.missing})


class WatchedDict(dict[str, Any]):
    __slots__ = ("path", "reads")

    def __init__(self, values: Mapping[str, Any], path: str, reads: Reads) -> None:
        self.path, self.reads = path, reads
        super().__init__((key, watched(value, _join(path, key), reads)) for key, value in values.items())

    def noticed(self, name: str, *, presence: bool = False) -> None:
        path, value = _join(self.path, name), dict.get(self, name)
        if value is None:
            self.reads.missing.add(path)
        else:
            self.reads.found.setdefault(path, []).append(value)
        if presence:
            self.reads.presence.add(path)

    def __getitem__(self, key: str) -> Any:
        self.noticed(key)
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None, /) -> Any:
        self.noticed(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.noticed(str(key))
        return super().__contains__(key)

    def values(self) -> Any:
        return [self[key] for key in self]

    def items(self) -> Any:
        return [(key, self[key]) for key in self]


def watched(value: Any, path: str, reads: Reads) -> Any:
    if isinstance(value, Mapping):
        return WatchedDict(value, path, reads)
    return [watched(each, f"{path}[*]", reads) for each in value] if isinstance(value, list) else value


def reads(rule: Rule, token: str, properties: Mapping[str, Any], name: str = "example") -> Reads:
    seen = Reads()
    found = rule.findings(Resource("urn", token, name, watched(properties, "", seen)))
    for _ in found:
        pass
    return seen


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
