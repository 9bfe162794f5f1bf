"""A pydantic error as the one sentence that a person needs: field, value, what is allowed."""

from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

_ALLOWED = {
    "missing": "a value is required",
    "string_type": "text",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "bool_parsing": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "tuple_type": "a list",
}


def sentence(error: ValidationError, model: type[BaseModel]) -> str:
    """What is wrong with the first of the errors' fields."""
    first = error.errors(include_url=False)[0]
    where = [str(part) for part in first["loc"] if part != "[key]"]
    field, kind, context = ".".join(where), first["type"], first.get("ctx", {})
    if kind == "value_error":  # raised by a validator of ours: a sentence already
        message = str(context["error"])
        return f"{field}: {message}" if where else message
    if kind == "missing":
        return f"{field} is missing; {_ALLOWED[kind]}."
    value = first["input"]
    if kind == "extra_forbidden":
        names = _fields(model, where[:-1])
        near = get_close_matches(where[-1], names, n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        return f"{field} is not a setting{hint}; allowed are {', '.join(names)}."
    return f"{field} {_shown(value)} is not allowed; allowed is {_bounds(kind, context)}."


def _bounds(kind: str, context: dict[str, Any]) -> str:
    if known := _ALLOWED.get(kind):
        return known
    match kind:
        case "greater_than_equal":
            return f"{context['ge']} or more"
        case "less_than_equal":
            return f"{context['le']} or less"
        case "too_short":
            return f"{context['min_length']} entries or more"
        case "string_too_short":
            return f"text of {context['min_length']} characters or more"
        case "string_too_long":
            return f"text of {context['max_length']} characters or less"
        case "string_pattern_mismatch":
            return f"text that matches {context['pattern']}"
        case "enum":
            return context["expected"]
        case "ip_v4_network":
            return "an IPv4 network without host bits, such as 10.32.0.0/12"
    return kind.replace("_", " ")


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return f"with {len(value)} entries"
    return repr(value)


def _fields(model: type[BaseModel], path: list[str]) -> list[str]:
    """The settings of the model to which `path` leads."""
    for step in path:
        field = model.model_fields.get(step)
        if field is None:
            continue  # a region's name: the model is the mapping's value
        inner = [
            part for part in (field.annotation, *getattr(field.annotation, "__args__", ())) if isinstance(part, type)
        ]
        model = next((part for part in inner if issubclass(part, BaseModel)), model)
    return list(model.model_fields)
