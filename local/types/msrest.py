"""The older style of model (`_attribute_map`, `_validation`): monitor, authorization, security, locks, identities."""

import ast
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.types.models import Field

SIMPLE = {
    "str": "s",
    "bool": "b",
    "int": "i",
    "long": "i",
    "float": "n",
    "iso-8601": "t",
    "rfc-1123": "t",
    "duration": "s",
    "date": "s",
    "object": "*",
    "bytearray": "s",
}
Subtypes = tuple[str, dict[str, str]]


def msrest_fields(
    node: ast.ClassDef, resolve: Callable[[str], str]
) -> tuple[dict[str, "Field"], dict[str, dict[str, "Field"]], Subtypes | None]:
    """(own fields, fields one level down by their parent's name, discriminator with its values).

    A key "properties.x" is a field x of an object "properties" that has no class of its own in this style.
    """
    from local.types.models import Field

    tables = {
        ast.unparse(item.targets[0]): ast.literal_eval(item.value)
        for item in node.body
        if isinstance(item, ast.Assign) and isinstance(item.value, ast.Dict)
    }
    rules, attributes = tables.get("_validation", {}), tables.get("_attribute_map", {})
    enums = dict(re.findall(r":vartype (\w+): (?:list\[)?str or ~[\w.]+\.(\w+)", ast.get_docstring(node) or ""))
    fields: dict[str, Field] = {}
    nested: dict[str, dict[str, Field]] = {}
    for python, attribute in attributes.items():
        rule = rules.get(python, {})
        writable = not rule.get("readonly")
        kind = _type(attribute["type"], resolve, enums.get(python))
        parsed = Field(python, kind, bool(rule.get("required")), create=writable, update=writable)
        *parents, name = re.split(r"(?<!\\)\.", attribute["key"])
        name = name.replace("\\", "")
        if not name:
            continue  # additional properties
        if parents:
            nested.setdefault(".".join(parents), {})[name] = parsed
        else:
            fields[name] = parsed
    subtypes = tables.get("_subtype_map")
    if not subtypes:
        return fields, nested, None
    (python, values), *_ = subtypes.items()
    return fields, nested, (attributes[python]["key"].replace("\\", ""), values)


def _type(text: str, resolve: Callable[[str], str], enum: str | None) -> str:
    if text.startswith("["):
        return "[" + _type(text[1:-1], resolve, enum)
    if text.startswith("{"):
        return "{" + _type(text[1:-1], resolve, enum)
    if text == "str" and enum and resolve(enum).startswith("#"):
        return resolve(enum)
    return SIMPLE.get(text) or resolve(text)
