"""The models of a client, in one form for both styles of Microsoft's generator. Read from source; nothing is imported.

A type is a short string: s string, b boolean, i integer, n number, t date and time, * anything, [T list, {T map by
name, @Model, #Enum, =constant.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pydantic import TypeAdapter

from local.types.msrest import msrest_fields
from local.types.sources import Client, parse_class, pieces, text_of

SIMPLE = {"str": "s", "bool": "b", "int": "i", "float": "n", "bytes": "s", "Any": "*", "JSON": "*", "object": "*"}


@dataclass(frozen=True)
class Field:
    """`read`, `create`, `update`: where the field may appear; all three unless the model says otherwise."""

    python: str
    type: str
    required: bool = False
    read: bool = True
    create: bool = True
    update: bool = True

    @property
    def writable(self) -> bool:
        return self.create or self.update


@dataclass
class Model:
    name: str
    fields: dict[str, Field]  # by JSON name
    discriminator: str | None = None
    children: dict[str, str] = field(default_factory=dict)  # value of the discriminator -> model

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_json(data: dict[str, Any]) -> "Model":
        return TypeAdapter(Model).validate_python(data)


class Models:
    """Models and enums of one client, parsed when asked for."""

    def __init__(self, client: Client) -> None:
        folder = client.folder / "models"
        new = folder / "_models.py"
        self.msrest = not new.exists()
        self._sources = dict(pieces(text_of(folder / "_models_py3.py" if self.msrest else new)))
        self._enums = dict(pieces("".join(text_of(file) for file in sorted(folder.glob("*enums.py")))))
        self._parsed: dict[str, Model] = {}
        self._children: dict[str, list[tuple[str, str]]] = {}
        self._itself: dict[str, str] = {}
        for name, source in self._sources.items():
            head = re.match(r'class \w+\(\s*([\w.]+)(?:,\s*discriminator="([^"]+)")?', source)
            # A variant names itself: in its head, or in the older style by setting the discriminator.
            itself = head[2] if head and head[2] else None
            if (
                constant := re.search(r'^        self\.\w+(?:: \w+)? = "([^"]+)"', source, re.M)
                if self.msrest
                else None
            ):
                itself = constant[1]
            if itself:
                self._itself[name] = itself
            if head and head[2]:
                self._children.setdefault(head[1], []).append((head[2], name))

    def enum(self, name: str) -> list[str]:
        values = (item.value for item in parse_class(self._enums[name]).body if isinstance(item, ast.Assign))
        return [str(ast.literal_eval(value)) for value in values]

    def get(self, name: str) -> Model:
        if name not in self._parsed:
            self._parsed[name] = self._parse(name)
        return self._parsed[name]

    def _parse(self, name: str) -> Model:
        node = parse_class(self._sources[name])
        model = Model(name, {})
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in self._sources:
                parent = self.get(base.id)
                model.fields |= parent.fields
                model.discriminator = model.discriminator or parent.discriminator
        if self.msrest:
            fields, nested, subtypes = msrest_fields(node, self._resolve)
            model.fields.update(fields)
            for inner, inner_fields in nested.items():
                inherited = self._parsed.get(_inherited(model, inner))
                self._parsed[f"{name}.{inner}"] = Model(
                    f"{name}.{inner}", {**(inherited.fields if inherited else {}), **inner_fields}
                )
                model.fields[inner] = Field(inner, f"@{name}.{inner}")
            if subtypes:
                model.discriminator, model.children = subtypes
        else:
            for json_name, parsed, is_discriminator in self._fields(node):
                model.fields[json_name] = parsed
                if is_discriminator and name in self._children:
                    model.discriminator = json_name
            model.children = dict(self._descendants(name)) if model.discriminator else {}
        if model.children and name in self._itself:
            model.children = {self._itself[name]: name, **model.children}
        return model

    def _descendants(self, name: str) -> Iterator[tuple[str, str]]:
        for value, child in self._children.get(name, []):
            yield value, child
            yield from self._descendants(child)

    def _fields(self, node: ast.ClassDef) -> Iterator[tuple[str, Field, bool]]:
        for item in node.body:
            if not (isinstance(item, ast.AnnAssign) and isinstance(item.value, ast.Call)):
                continue
            kind = ast.unparse(item.value.func)
            if kind not in ("rest_field", "rest_discriminator"):
                continue
            options = {
                k.arg: ast.literal_eval(k.value)
                for k in item.value.keywords
                if isinstance(k.value, (ast.Constant, ast.List))
            }
            python = ast.unparse(item.target)
            text = ast.unparse(item.annotation)
            seen = options.get("visibility") or ["read", "create", "update"]
            parsed = Field(
                python,
                self._type(item.annotation),
                required=not text.startswith("Optional[") and kind == "rest_field",
                read="read" in seen,
                create="create" in seen,
                update="update" in seen,
            )
            if kind == "rest_discriminator":
                parsed = replace(parsed, required=True)
            yield options.get("name") or python, parsed, kind == "rest_discriminator"

    def _type(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=str(text)):
                return self._type(ast.parse(text, mode="eval").body)
            case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
                return self._type(inner)
            case ast.Subscript(value=ast.Name(id="list" | "List" | "Sequence"), slice=inner):
                return "[" + self._type(inner)
            case ast.Subscript(value=ast.Name(id="dict" | "Dict" | "Mapping"), slice=ast.Tuple(elts=[_, inner])):
                return "{" + self._type(inner)
            case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Constant(value=value)):
                return f"={value}"
            case ast.Subscript(value=ast.Name(id="Literal"), slice=inner):
                return self._type(inner)
            case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=options)):
                kinds = [kind for kind in map(self._type, options) if kind != "s"]
                return kinds[0] if len(kinds) == 1 else "*" if kinds else "s"
        text = ast.unparse(node)
        if text.startswith("datetime."):
            return "t" if text == "datetime.datetime" else "s"
        return SIMPLE.get(text) or self._resolve(text.split(".")[1] if "." in text else text)

    def _resolve(self, name: str) -> str:
        if name in self._enums:
            return f"#{name}"
        return f"@{name}" if name in self._sources else "*"


def _inherited(model: Model, inner: str) -> str:
    known = model.fields.get(inner)
    return known.type.removeprefix("@") if known else ""
