"""The generated table as Python objects: what each type of Azure is, for provider, control plane and checks."""

import json
import re
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from local.types.parameter import Parameter
from local.types.resource_type import Action, ResourceType

__all__ = ["Action", "Parameter", "ResourceType", "Table", "table"]

TABLE = Path(__file__).parent / "table.json"
Pair = Mapping[str, Any]
VERSIONED = re.compile(r"^(azure-native:\w+?)/v\w+(:\w+)$")


class Table:
    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._types: dict[str, ResourceType] = {}
        self._arm: dict[str, str] = {}
        # Of several types behind one ARM type, the one at any scope stands for all: locks, role assignments.
        for token, entry in sorted(data["types"].items(), key=lambda item: not item[1]["url"].startswith("/{")):
            self._arm.setdefault(entry["arm"].lower(), token)

    @property
    def sources(self) -> Mapping[str, str]:
        """The packages that the table was made from, with their releases."""
        return self._data["sources"]

    @cached_property
    def types(self) -> tuple[ResourceType, ...]:
        """Every type; of several behind one ARM type, the one that `by_arm` gives comes first."""
        tokens = sorted(self._data["types"], key=lambda token: token not in self._arm.values())
        return tuple(self._type(token) for token in tokens)

    def by_token(self, token: str) -> ResourceType | None:
        """By azure-native's token; a versioned one (`azure-native:storage/v20240101:...`) means the same type."""
        if match := VERSIONED.match(token):
            token = match[1] + match[2]
        return self._type(token) if token in self._data["types"] else None

    def by_arm(self, arm: str) -> ResourceType | None:
        """By ARM type, whatever its case; the first of several that differ only in a fixed name (see `by_id`)."""
        token = self._arm.get(arm.lower())
        return self._type(token) if token else None

    def by_id(self, resource_id: str) -> ResourceType | None:
        """By a resource's id; tells types apart that differ only in a fixed name, `sites/config/logs`."""
        found = [kind for kind in self.types if kind.parse(resource_id) is not None]
        return max(found, key=lambda kind: (kind.has_fixed_name, not kind.url.startswith("/{")), default=None)

    def model(self, name: str) -> Mapping[str, Any]:
        return self._data["models"].get(name, {"f": {}})

    def enum(self, name: str) -> list[str]:
        return self._data["enums"][name]

    def pair(self, name: str | None) -> Pair:
        """Where azure-native and a model differ (see `pairing.py`); empty if they don't."""
        return self._data["pairs"].get(name, {}) if name else {}

    def _type(self, token: str) -> ResourceType:
        if token not in self._types:
            self._types[token] = _resource_type(token, self._data["types"][token], self)
        return self._types[token]


def _resource_type(token: str, entry: Mapping[str, Any], table: Table) -> ResourceType:
    def actions(name: str) -> dict[str, Action]:
        return {key: Action(tuple(codes), long) for key, (codes, long) in entry.get(name, {}).items()}

    return ResourceType(
        token=token,
        arm=entry["arm"],
        url=entry["url"],
        api_version=entry["api"],
        native_version=entry["native"],
        codes={verb: tuple(codes) for verb, codes in entry["codes"].items()},
        long_running=frozenset(entry["long_running"]),
        parameters=tuple(Parameter(*values) for values in entry["parameters"]),
        query=tuple(entry.get("query", ())),
        tracked=entry.get("tracked", False),
        actions=actions("actions"),
        reads=actions("reads"),
        embedded=entry.get("embedded", {}),
        inputs=frozenset(entry["inputs"]),
        required_inputs=frozenset(entry["required"]),
        raw=entry,
        table=table,
    )


@cache
def table() -> Table:
    return Table(json.loads(TABLE.read_bytes()))
