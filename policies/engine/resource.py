"""A resource as rules see it, and a stack of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from policies.engine.finding import Properties

VERSION = re.compile(r"/v\d{8}[a-z0-9]*:")


@lru_cache(maxsize=4096)
def plain_type(token: str) -> str:
    """The type without its API version: azure-native:storage/v20240101:Blob -> azure-native:storage:Blob."""
    return VERSION.sub(":", token)


@dataclass(frozen=True, slots=True)
class Resource:
    """`type` carries no API version. `secrets` are values that no message may show."""

    urn: str
    type: str
    name: str
    properties: Properties
    secrets: tuple[Any, ...] = ()
    unknown: bool = False
    parent: str = ""
    id: str = ""
    dependencies: frozenset[str] = field(default_factory=frozenset)


def references(dependencies: Iterable[str], by_property: Iterable[str]) -> frozenset[str]:
    """The URNs that a resource was given something of. What it only waits for (dependsOn) it doesn't refer to.

    A program that says nothing by property, as some SDKs don't, is taken at its dependencies.
    """
    return frozenset(by_property) or frozenset(dependencies)


@dataclass(frozen=True, slots=True)
class Case:
    """What a check may ask for besides the properties."""

    resource: Resource
    settings: Mapping[str, Any]


class Stack:
    """All resources of a stack, by type, and which of them refer to which."""

    def __init__(self, resources: Iterable[Resource], settings: Mapping[str, Any] | None = None) -> None:
        self.resources = tuple(resources)
        self.settings: Mapping[str, Any] = settings or {}
        self._by_type: dict[str, list[Resource]] = {}
        for resource in self.resources:
            self._by_type.setdefault(resource.type, []).append(resource)

    def of(self, *types: str) -> Iterator[Resource]:
        for token in types:
            yield from self._by_type.get(token, ())

    def with_settings(self, settings: Mapping[str, Any]) -> "Stack":
        view = Stack.__new__(Stack)
        view.resources, view._by_type, view.settings = self.resources, self._by_type, settings
        return view

    @staticmethod
    def refers(source: Resource, target: Resource) -> bool:
        """Whether `source` was given something of `target`: by the program's own references, or by its id."""
        return target.urn in source.dependencies or (
            bool(target.id) and _mentions(source.properties, target.id.casefold())
        )


def _mentions(value: Any, folded_id: str) -> bool:
    if isinstance(value, str):
        text = value.casefold()
        return text == folded_id or text.startswith(f"{folded_id}/")
    if isinstance(value, dict):
        return any(_mentions(each, folded_id) for each in dict.values(value))
    return isinstance(value, list) and any(_mentions(each, folded_id) for each in list.__iter__(value))
