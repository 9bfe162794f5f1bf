"""Between azure-native's flat properties and the ARM body. The pairs of the table say where the two differ.

See `pairing.py` for what a pair holds. Values that aren't known yet, and names that nobody knows, pass through.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from local.types.table import Pair, Table


def to_body(table: "Table", value: Any, pair: str | None) -> Any:
    """azure-native's inputs, or a value below them, as the body has it. `pair` may begin with "{": a map's values."""
    if isinstance(value, list | tuple):
        return [to_body(table, item, pair) for item in value]
    if not isinstance(value, Mapping):
        return value
    if pair and pair.startswith("{"):
        return {name: to_body(table, item, pair[1:]) for name, item in value.items()}
    if not pair:  # tags and the like: the names are the user's, also with a "/" in them
        return {name: to_body(table, item, None) for name, item in value.items() if item is not None}
    rules = _rules(table, pair, value.get(table.pair(pair).get("d", "")))
    body: dict[str, Any] = {}
    for name, item in value.items():
        if item is None:
            continue
        if name in rules.get("s", ()) and isinstance(item, list | tuple):
            converted: Any = {key: {} for key in item}
        else:
            converted = to_body(table, item, rules.get("k", {}).get(name))
        *parents, last = place(rules, name).split("/")
        where = body
        for parent in parents:
            where = where.setdefault(parent, {})
        where[last] = converted
    return body


def place(rules: "Pair", name: str) -> str:
    """Path in the body of an input; a name that nobody knows is taken for a new property."""
    if path := rules.get("n", {}).get(name):
        return path
    return f"{rules['c']}/{name}" if "c" in rules and name not in rules.get("e", ()) else name


def from_body(table: "Table", value: Any, pair: str | None, kind: str | None = None) -> Any:
    """What azure-native shows of a body. With a `kind` (of the table), only what may be given as an input."""
    if isinstance(value, list | tuple):
        inner = kind[1:] if kind and kind.startswith("[") else kind
        return [from_body(table, item, pair, inner) for item in value]
    if not isinstance(value, Mapping):
        return value
    if (kind and kind.startswith("{")) or (pair and pair.startswith("{")):
        inner = kind[1:] if kind else None
        return {name: from_body(table, item, (pair or "").lstrip("{") or None, inner) for name, item in value.items()}
    model = _variant(table, kind[1:], value) if kind and kind.startswith("@") else None
    if kind and (model is None or not table.model(model)["f"]):
        return dict(value)  # free-form
    return _object(table, value, _rules(table, pair, value.get(table.pair(pair).get("m", ""))), model)


def _object(table: "Table", value: Mapping[str, Any], rules: "Pair", model: str | None) -> dict[str, Any]:
    names = {path: name for name, path in rules.get("n", {}).items()}
    above = {path.rpartition("/")[0] for path in names}
    dropped = set(rules.get("x", ()))
    result: dict[str, Any] = {}

    def visit(path: str, last: str, item: Any) -> None:
        if path in dropped or item is None:
            return
        if isinstance(item, Mapping) and path not in names and (path in above or path == rules.get("c")):
            for name, inner in item.items():
                visit(f"{path}/{name}", name, inner)
            return
        kind = None
        if model:
            kind, marks = field_at(table, model, path)
            if kind is None or marks == "r":
                return
        name = names.get(path, last)
        if name in rules.get("s", ()) and isinstance(item, Mapping):
            result[name] = sorted(item)
        else:
            result[name] = from_body(table, item, rules.get("k", {}).get(name), kind)

    for name, item in value.items():
        visit(name, name, item)
    return result


def without_write_only(table: "Table", value: Any, model: str) -> dict[str, Any]:
    """A copy of a body without the fields that its model takes and never shows."""

    def strip(item: Any, kind: str) -> Any:
        if kind[0] in "[{" and isinstance(item, list | tuple):
            return [strip(inner, kind[1:]) for inner in item]
        if kind[0] == "{" and isinstance(item, Mapping):
            return {name: strip(inner, kind[1:]) for name, inner in item.items()}
        if kind[0] != "@" or not isinstance(item, Mapping):
            return item
        fields = table.model(_variant(table, kind[1:], item))["f"]
        shown = {}
        for name, inner in item.items():
            inner_kind, _, marks = fields.get(name, "*").partition(" ")
            if "w" not in marks:
                shown[name] = strip(inner, inner_kind)
        return shown

    return strip(value, f"@{model}")


def field_at(table: "Table", model: str, path: str) -> tuple[str | None, str]:
    """(type, marks) of the field at a path of a body; (None, "") if the model has none."""
    kind: str | None = f"@{model}"
    marks = ""
    for name in path.split("/"):
        fields = table.model(kind[1:])["f"] if kind and kind.startswith("@") else {}
        kind, _, marks = fields.get(name, "").partition(" ")
        if not kind:
            return None, ""
    return kind, marks


def _rules(table: "Table", pair: str | None, discriminator: Any) -> "Pair":
    """The pair itself, or of a polymorphic one the pair for this value."""
    rules = table.pair(pair)
    if "d" not in rules:
        return rules
    chosen = {key.lower(): child for key, child in rules.get("v", {}).items()}.get(str(discriminator).lower())
    return table.pair(chosen)


def _variant(table: "Table", model: str, value: Mapping[str, Any]) -> str:
    variants = table.model(model).get("v", {})
    chosen = str(value.get(table.model(model).get("d", ""))).lower()
    return next((child for key, child in variants.items() if key.lower() == chosen), model)
