"""Between Pulumi's wire format (a protobuf Struct) and plain JSON-like Python, with secrets and unknowns kept apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from google.protobuf import struct_pb2

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWNS = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # of a boolean
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # of a number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # of a list
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # of an object
    }
)
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  Pulumi's mark of a secret, the same everywhere
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"

Secrets = Mapping[Any, Any] | bool
"""Where the secrets are: True for the whole value, else by name or index what is secret below it; False for nothing."""


def plain(message: struct_pb2.Struct) -> dict[str, Any]:
    """The values without marks: a secret is its value, a resource its id, whatever is unknown is UNKNOWN."""
    return {name: _plain(value) for name, value in message.fields.items()}


def _plain(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value in _UNKNOWNS else value.string_value
        case "bool_value":
            return value.bool_value
        case "number_value":
            number: float = value.number_value
            return int(number) if number == int(number) else number
        case "list_value":
            return [_plain(item) for item in value.list_value.values]
        case "struct_value":
            fields = value.struct_value.fields
            match fields[_SIGNATURE].string_value if _SIGNATURE in fields else "":
                case "":
                    return {name: _plain(item) for name, item in fields.items()}
                case known if known == _SECRET:
                    return _plain(fields["value"])
                case known if known == _RESOURCE:
                    return _plain(fields["id"]) if "id" in fields else fields["urn"].string_value
            raise TypeError("assets and archives aren't values of any azure-native property")
    return None


def secrets(message: struct_pb2.Struct) -> Secrets:
    """Where the secrets are in these values."""
    found = {name: below for name, value in message.fields.items() if (below := _secrets(value))}
    return found or False


def _secrets(value: struct_pb2.Value) -> Secrets:
    match value.WhichOneof("kind"):
        case "list_value":
            items = enumerate(value.list_value.values)
            return {index: below for index, item in items if (below := _secrets(item))} or False
        case "struct_value":
            fields = value.struct_value.fields
            if _SIGNATURE in fields:
                return fields[_SIGNATURE].string_value == _SECRET
            return secrets(value.struct_value)
    return False


def encode(
    values: Mapping[str, Any], hidden: Secrets = False, is_secret: Callable[[str], bool] = lambda path: False
) -> struct_pb2.Struct:
    """The wire format; secret is what was secret in the inputs (`hidden`) and what is by its name."""
    message = struct_pb2.Struct()
    message.update(_mark(values, hidden, is_secret, ""))
    return message


def _mark(value: Any, hidden: Secrets, is_secret: Callable[[str], bool], path: str) -> Any:
    if value is not None and (hidden is True or (path and is_secret(path))):
        return {_SIGNATURE: _SECRET, "value": value}
    below: Mapping[Any, Any] = hidden if isinstance(hidden, Mapping) else {}
    if isinstance(value, Mapping):
        return {
            name: _mark(item, below.get(name, False), is_secret, f"{path}.{name}" if path else name)
            for name, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_mark(item, below.get(index, False), is_secret, path) for index, item in enumerate(value)]
    return value


def unknown(value: Any) -> bool:
    """Whether the value, or anything in it, isn't known yet."""
    if isinstance(value, Mapping):
        return any(unknown(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(unknown(item) for item in value)
    return value == UNKNOWN
