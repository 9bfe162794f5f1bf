"""The generated table as Python objects: what each type of Azure is, for provider, control plane and checks."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from local.types.mapping import from_body, to_body
from local.types.parameter import Parameter
from local.types.paths import native_path, on_the_way, tokens
from local.types.validation import Problem, Validator

FOLDER = Path(__file__).parent
TABLE = FOLDER / "table.json"
Pair = Mapping[str, Any]
VERSIONED = re.compile(r"^(azure-native:\w+?)/v\w+(:\w+)$")


@dataclass(frozen=True)
class Action:
    """A call below a resource: what the client accepts, and whether it is long-running."""

    codes: tuple[int, ...]
    long_running: bool


@dataclass(frozen=True)
class ResourceType:
    """One azure-native type and the ARM type behind it. Paths of properties are azure-native's: "sku.name"."""

    token: str
    arm: str
    url: str
    api_version: str
    native_version: str | None  # azure-native's default API version
    codes: Mapping[str, tuple[int, ...]]
    long_running: frozenset[str]
    parameters: tuple[Parameter, ...]
    query: tuple[str, ...]  # inputs that go into the query of the PUT
    tracked: bool
    actions: Mapping[str, Action]  # POST below the resource: "listKeys"
    reads: Mapping[str, Action]  # GET below the resource that isn't a resource: "capabilities"
    embedded: Mapping[str, str]  # path in the body -> ARM type of the children that it holds: "properties/subnets"
    inputs: frozenset[str]
    required_inputs: frozenset[str]
    raw: Mapping[str, Any]
    table: "Table"

    @property
    def name_parameter(self) -> str:
        """The input that names the resource itself; "" where the name is fixed and azure-native takes none."""
        return self.parameters[-1].input or ""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", self.url)
        names = [
            f"(?P<{name}>.+)"
            if f"/{{{name}}}/providers" in self.url and self.url.startswith(f"/{{{name}}}")
            else f"(?P<{name}>[^/]+)"
            for name in parts[1::2]
        ]
        literal = [re.escape(part) for part in parts[::2]]
        return re.compile("".join(a + b for a, b in zip(literal, [*names, ""], strict=True)), re.IGNORECASE)

    def parse(self, resource_id: str) -> dict[str, str] | None:
        """The names in an id, by the URL's parameters; None if it is the id of something else."""
        found = self._pattern.fullmatch(resource_id.rstrip("/"))
        if not found:
            return None
        fixed = {p.name: p.fixed for p in self.parameters if p.fixed}
        names = found.groupdict()
        return names if all(names[name].lower() == value.lower() for name, value in fixed.items()) else None

    def resource_id(self, inputs: Mapping[str, Any], subscription: str) -> str:
        """The id that a resource with these inputs has. KeyError names the input that is missing."""
        values = {"subscriptionId": subscription}
        for parameter in self.parameters:
            given = inputs.get(parameter.input) if parameter.input else None
            value = given or parameter.fixed
            if not value:
                raise KeyError(parameter.input or parameter.name)
            values[parameter.name] = str(value).strip("/")
        return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], self.url)

    def to_body(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """azure-native's inputs as the body of the PUT. What is in the URL or its query stays out."""
        taken = {*(p.input for p in self.parameters), *self.query}
        rest = {name: value for name, value in inputs.items() if name not in taken and not name.startswith("__")}
        body = to_body(self.table, rest, self.raw.get("in"), self.raw["body"])
        container = self._fields.get("properties", "")
        if "!" in container.partition(" ")[2]:
            body.setdefault("properties", {})
        return body

    def to_outputs(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """An answer as azure-native shows it."""
        shown = from_body(self.table, body, self.raw.get("out"))
        return shown | {"azureApiVersion": self.api_version}

    def to_inputs(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The inputs that would make this resource: what may be written, and the names in its id."""
        given = from_body(self.table, body, self.raw.get("in"), f"@{self.raw['body']}") if self.raw["body"] else {}
        names = self.parse(str(body.get("id", ""))) or {}
        for parameter in self.parameters:
            if parameter.input and parameter.name in names:
                scope = self.url.startswith(f"/{{{parameter.name}}}")
                given[parameter.input] = ("/" if scope else "") + names[parameter.name]
        return given

    def create_only(self, path: str) -> bool:
        """True if a change of this property needs a new resource."""
        steps = tokens(path)
        if steps[0] in self._identity:
            return True
        plain = [step for step in steps if not step.isdigit()]
        if any(plain[: len(fixed)] == list(fixed) for fixed in _create_only().get(self.token, ())):
            return True
        return any("c" in marks for _, marks in on_the_way(self, steps))

    @cached_property
    def _identity(self) -> frozenset[str]:
        names = {p.input for p in self.parameters if p.input}
        return frozenset(names | {"location"} if self.tracked else names)

    def is_secret(self, path: str) -> bool:
        steps = tokens(path)
        names = {step.lower() for step in steps}
        return not names.isdisjoint(_secrets()) or any("w" in marks for _, marks in on_the_way(self, steps))

    def check(self, body: Mapping[str, Any], *, partial: bool = False) -> list[Problem]:
        """What is wrong with a body; `partial` for a PATCH, where nothing is required."""
        if not self.raw["body"]:
            return []
        shown = frozenset(self.raw.get("shown", ()))
        return Validator(self.table, shown, partial=partial).check(body, self.raw["body"])

    def check_inputs(self, inputs: Mapping[str, Any]) -> list[Problem]:
        """As `check`, with azure-native's names in paths and messages."""
        problems = []
        for found in self.check(self.to_body(inputs)):
            path = native_path(self, found.path)
            problems.append(Problem(path, found.message.replace(found.path, path, 1), found.code))
        return problems

    @property
    def _fields(self) -> Mapping[str, str]:
        return self.table.model(self.raw["body"])["f"] if self.raw["body"] else {}


class Table:
    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._types: dict[str, ResourceType] = {}
        self._arm: dict[str, str] = {}
        for token, entry in data["types"].items():
            self._arm.setdefault(entry["arm"].lower(), token)

    @property
    def sources(self) -> Mapping[str, str]:
        """The packages that the table was made from, with their releases."""
        return self._data["sources"]

    def __iter__(self) -> Iterator[ResourceType]:
        return (self._type(token) for token in self._data["types"])

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
        found = [kind for kind in self if kind.parse(resource_id) is not None]
        return (
            max(
                found,
                key=lambda kind: (len(kind.url.rpartition("/{")[0]), sum(p.fixed is not None for p in kind.parameters)),
            )
            if found
            else None
        )

    def model(self, name: str) -> Mapping[str, Any]:
        return self._data["models"].get(name, {"f": {}})

    def enum(self, name: str) -> list[str]:
        return self._data["enums"][name]

    def pair(self, name: str | None) -> Pair:
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


def _lines(name: str) -> Iterator[str]:
    for line in (FOLDER / name).read_text().splitlines():
        if text := line.partition("#")[0].strip():
            yield text


@cache
def _create_only() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in _lines("create_only.txt"):
        token, path = line.split()
        found.setdefault(token, []).append(tuple(path.split(".")))
    return found


@cache
def _secrets() -> frozenset[str]:
    return frozenset(line.lower() for line in _lines("secrets.txt"))
