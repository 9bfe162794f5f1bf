"""A rule: what it protects from, what it checks, how it reads elsewhere, and the examples that prove it."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from policies.engine.azure import Gate
from policies.engine.finding import Finding
from policies.engine.resource import Case, Resource, Stack
from policies.engine.settings import Level, Setting, defaults


class Severity(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


LOW, MEDIUM, HIGH, CRITICAL = Severity
ANY_AZURE = "azure-native:*"  # as a type of a rule: every resource of the provider

Check = Callable[..., Iterator[Finding]]
Example = Mapping[str, Any] | tuple[str, Mapping[str, Any]]  # or (type, properties)
Fix = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(kw_only=True, slots=True, eq=False)
class _Rule:
    """What resource rules and stack rules share. `name` and `title` come from the file: its name, its first line."""

    severity: Severity
    serves: tuple[str, ...]
    iso27001: tuple[str, ...]
    soc2: tuple[str, ...]
    why: str
    fix: str
    source: str
    azure_policy: Gate
    settings: Mapping[str, Setting] = field(default_factory=dict)
    level: Level = Level.MANDATORY
    name: str = ""
    title: str = ""
    function: Check | None = None
    takes_case: bool = False

    @property
    def tags(self) -> list[str]:
        """The commitments, and the controls of ISO 27001:2022 and SOC 2 that the rule answers to."""
        return [*self.serves, *(f"iso27001:{each}" for each in self.iso27001), *(f"soc2:{each}" for each in self.soc2)]

    def check(self, function: Check) -> Check:
        self.function = function
        self.takes_case = len(inspect.signature(function).parameters) == 2
        return function


@dataclass(kw_only=True, slots=True, eq=False)
class Rule(_Rule):
    """A rule about one resource: a pure function of its properties (and, if it takes two arguments, of its `Case`).

    For the mutation trial: `about` are the paths that say whom the rule is about; `optional` those that may be missing
    or empty, each named by itself, for the default is safe or nothing is left to guard. `[*]` stands for any index.
    """

    types: tuple[str, ...]
    good: Sequence[Example]
    bad: Sequence[Example]
    about: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    remedy: Fix | None = None

    def remediate(self, function: Fix) -> Fix:
        """Registers the safe default that level `remediate` puts in place: the properties to set, by dotted path."""
        self.remedy = function
        return function

    def findings(self, resource: Resource, settings: Mapping[str, Any] | None = None) -> Iterator[Finding]:
        assert self.function is not None
        if self.takes_case:
            return self.function(
                resource.properties, Case(resource, defaults(self.settings) if settings is None else settings)
            )
        return self.function(resource.properties)


@dataclass(kw_only=True, slots=True, eq=False)
class StackRule(_Rule):
    """A rule about resources together. Examples are lists of resources; see `engine.example`."""

    good: Sequence[Sequence[Resource]]
    bad: Sequence[Sequence[Resource]]

    def findings(self, stack: Stack) -> Iterator[Finding]:
        assert self.function is not None
        return self.function(stack)


AnyRule = Rule | StackRule
