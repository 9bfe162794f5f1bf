"""What azure-native's Python SDK takes and shows: inputs, outputs and nested types, read from its source.

A type is wrappers and names: "[" list, "{" map, then class names separated by "|", or nothing for a plain value.
"""

import ast
import importlib.metadata
import importlib.util
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from local.types.sources import parse_class, pieces, text_of

RELEASE = importlib.metadata.version("pulumi-azure-native")


@dataclass(frozen=True)
class NativeClass:
    """`fields` by camelCase name; `constants` are the discriminators' values."""

    fields: dict[str, str]
    required: frozenset[str] = frozenset()
    constants: dict[str, str] = field(default_factory=dict)
    inward: bool = False  # an input type, not an output type


@dataclass(frozen=True)
class NativeResource:
    token: str
    module: str
    api_version: str | None  # of azure-native's default; None where its documentation doesn't say
    inputs: NativeClass
    outputs: NativeClass


def sdk() -> Path:
    spec = importlib.util.find_spec("pulumi_azure_native")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pulumi_azure_native is not installed")
    return Path(spec.origin).parent


def resource(token: str) -> NativeResource:
    """Read one resource class; KeyError if the SDK has none of that name."""
    _, module, name = token.split(":")
    for file in sorted((sdk() / module).glob("*.py")):
        if not file.name.startswith(("get_", "list_", "_")) and f"class {name}(pulumi.CustomResource)" in (
            text := text_of(file)
        ):
            parts = dict(pieces(text))
            version = re.search(r"Uses Azure REST API version ([\w-]+)", text)
            inputs = _class(parts.get(f"{name}InitArgs") or parts[f"{name}Args"])
            outputs = _class(parts[name])
            return NativeResource(token, module, version[1] if version else None, inputs, outputs)
    raise KeyError(token)


def nested(module: str, name: str) -> NativeClass:
    """An input type (`SkuArgs`) or an output type (`SkuResponse`) of a module."""
    return _nested(module, "outputs.py" if name not in _parts(module, "_inputs.py") else "_inputs.py", name)


@cache
def _nested(module: str, file: str, name: str) -> NativeClass:
    return _class(_parts(module, file)[name])


@cache
def _parts(module: str, file: str) -> dict[str, str]:
    path = sdk() / module / file
    return dict(pieces(text_of(path))) if path.exists() else {}


def _class(source: str) -> NativeClass:
    """Fields are the getters: their decorator holds the name on the wire, their annotation the type."""
    fields, required, names = {}, set(), {}
    for item in parse_class(source).body:
        if not isinstance(item, ast.FunctionDef) or item.returns is None:
            continue
        for decorator in item.decorator_list:
            text = ast.unparse(decorator)
            if text.startswith("pulumi.getter"):
                name = ast.literal_eval(decorator.keywords[0].value) if isinstance(decorator, ast.Call) else item.name
                names[item.name] = name
                fields[name] = _type(item.returns)
                if "Optional[" not in ast.unparse(item.returns):
                    required.add(name)
    inward = bool(re.match(r"class \w+Args\b", source))
    constants = re.findall(r"""pulumi\.set\(__self__, "(\w+)", '([^']*)'\)""", source)
    return NativeClass(fields, frozenset(required), {names[python]: value for python, value in constants}, inward)


def _type(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            name = text.removeprefix("outputs.")
            return name if name.endswith(("Args", "Response")) else ""  # else an enum
        case ast.Subscript(value=wrapper, slice=inner):
            kind = ast.unparse(wrapper).rpartition(".")[2]
            if kind in ("Input", "Output", "Optional"):
                return _type(inner)
            if kind == "Sequence":
                return "[" + _type(inner)
            if kind == "Mapping" and isinstance(inner, ast.Tuple):
                return "{" + _type(inner.elts[1])
            if kind == "Union" and isinstance(inner, ast.Tuple):
                # Plain value and enum: a plain value. Several classes: one of them.
                kinds = [_type(option) for option in inner.elts]
                return "" if "" in kinds else "|".join(kinds)
    return ""
