"""Values on Pulumi's wire and in Python: secrets unwrapped and wrapped again, whole numbers kept whole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from google.protobuf import struct_pb2

from local.types.validation import UNKNOWN

SIGNATURE = "4dabf18193072939515e22adb298388d"  # marks an object that is not plain; from Pulumi's property values
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 a type tag
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"

__all__ = ["OUTPUT", "SECRET", "SIGNATURE", "UNKNOWN", "holds_secret", "plain", "struct", "wrap"]


def plain(value: struct_pb2.Struct) -> dict[str, Any]:
    """The properties without their wrappings. An unknown is the string UNKNOWN."""
    return {name: _value(field) for name, field in value.fields.items()}


def _value(value: struct_pb2.Value) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return value.string_value
    if kind == "number_value":
        number = float(value.number_value)
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        return [_value(item) for item in value.list_value.values]
    if kind == "struct_value":
        fields = value.struct_value.fields
        if SIGNATURE in fields and fields[SIGNATURE].string_value in (SECRET, OUTPUT):
            return _value(fields["value"]) if "value" in fields else UNKNOWN
        return {name: _value(field) for name, field in fields.items()}
    return None


def holds_secret(value: struct_pb2.Value) -> bool:
    """Whether a secret stands anywhere in the value."""
    kind = value.WhichOneof("kind")
    if kind == "list_value":
        return any(map(holds_secret, value.list_value.values))
    if kind == "struct_value":
        fields = value.struct_value.fields
        return (SIGNATURE in fields and fields[SIGNATURE].string_value == SECRET) or any(
            map(holds_secret, fields.values())
        )
    return False


def wrap(value: Any) -> dict[str, Any]:
    """The value as a Pulumi secret."""
    return {SIGNATURE: SECRET, "value": value}


def struct(properties: dict[str, Any], secrets: Iterable[str] = ()) -> struct_pb2.Struct:
    """Properties for the wire; those named in `secrets` are wrapped."""
    hidden = set(secrets)
    message = struct_pb2.Struct()
    message.update({name: wrap(value) if name in hidden else value for name, value in properties.items()})
    return message
