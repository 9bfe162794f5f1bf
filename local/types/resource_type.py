"""One resource type of the table: its URL, codes and parameters, and the way between azure-native and ARM."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from local.types.lists import constants, only_created, secret
from local.types.mapping import from_body, to_body, without_write_only
from local.types.parameter import Parameter
from local.types.paths import native_path, on_the_way, tokens
from local.types.validation import Problem, Validator

if TYPE_CHECKING:
    from local.types.table import Table


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

    @property
    def has_fixed_name(self) -> bool:
        return any(parameter.fixed for parameter in self.parameters)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", self.url)
        literals, names = [re.escape(part) for part in parts[::2]], parts[1::2]
        # A scope, which the URL begins with, is an id itself; any other name is one segment.
        groups = [f"(?P<{name}>{'.+' if self.url.startswith(f'/{{{name}}}') else '[^/]+'})" for name in names]
        return re.compile("".join(a + b for a, b in zip(literals, [*groups, ""], strict=True)), re.IGNORECASE)

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
            value = (inputs.get(parameter.input) if parameter.input else None) or parameter.fixed
            if not value and not parameter.input and parameter is self.parameters[-1]:
                value = _chosen(self.token, inputs)
            if not value:
                raise KeyError(parameter.input or parameter.name)
            values[parameter.name] = str(value).strip("/")
        return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], self.url)

    def to_body(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """azure-native's inputs as the body of the PUT. What is in the URL or its query stays out."""
        taken = {*(p.input for p in self.parameters), *self.query}
        rest = {name: value for name, value in inputs.items() if name not in taken and not name.startswith("__")}
        body = to_body(self.table, rest, self.raw.get("in"))
        for path, value in constants(self.token):
            *parents, last = path.split(".")
            where = body
            for parent in parents:
                where = where.setdefault(parent, {})
            where[last] = value
        container = self._fields.get("properties", "")
        if "!" in container.partition(" ")[2] and "c" in self.table.pair(self.raw.get("in")):
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
        # Some network types would take these as inputs too. They follow from the URL.
        for name in ("id", "name", "type", "etag"):
            if given.get(name) == body.get(name):
                given.pop(name, None)
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
        return only_created(self.token, plain) or any("c" in marks for _, marks in on_the_way(self, steps))

    @cached_property
    def _identity(self) -> frozenset[str]:
        names = {p.input for p in self.parameters if p.input}
        return frozenset(names | {"location"} if self.tracked else names)

    def is_secret(self, path: str) -> bool:
        return secret(self.token, [step for step in tokens(path) if not step.isdigit()])

    def conceal(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The body as Azure shows it: without what the models only take (passwords, how a server was created)."""
        return without_write_only(self.table, body, self.raw["body"]) if self.raw["body"] else dict(body)

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


def _chosen(token: str, inputs: Mapping[str, Any]) -> str:
    """The name of a request, which Azure leaves to whoever asks: a GUID, the same for the same inputs."""
    asked = json.dumps({name: value for name, value in inputs.items() if not name.startswith("__")}, sort_keys=True)
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{token}?{asked}"))
