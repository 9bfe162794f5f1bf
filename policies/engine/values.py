"""From the engine's protobuf, or from a saved state's JSON, to the plain dicts that rules read: once per resource."""

import json
from dataclasses import dataclass
from typing import Any

from policies.engine.unknowns import SENTINELS, UNKNOWN, guard

# Keys and signatures of wrapped values (pulumi/sdk resource/properties.go).
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105  a marker, not a secret
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"


@dataclass(slots=True)
class Notes:
    """What conversion met on the way: whether anything is unknown, and which values must never be shown."""

    unknown: bool = False
    secrets: list[Any] | None = None

    def hide(self, value: Any) -> None:
        self.secrets = [*(self.secrets or ()), value]


@dataclass(frozen=True, slots=True)
class Converted:
    properties: dict[str, Any]
    unknown: bool
    secrets: tuple[Any, ...]


def from_struct(struct: Any) -> Converted:
    """A google.protobuf.Struct. A value that isn't known is guarded (see `unknowns`)."""
    notes = Notes()
    return _finish({key: _from_value(value, notes) for key, value in struct.fields.items()}, notes)


def from_json(properties: dict[str, Any]) -> Converted:
    """The `inputs` or `outputs` of a resource in `pulumi stack export`; what is encrypted there counts as unknown."""
    notes = Notes()
    return _finish({key: _from_plain(value, notes) for key, value in properties.items()}, notes)


def _finish(properties: dict[str, Any], notes: Notes) -> Converted:
    return Converted(guard(properties) if notes.unknown else properties, notes.unknown, tuple(notes.secrets or ()))


def _from_value(value: Any, notes: Notes) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        text = value.string_value
        if len(text) == 36 and text in SENTINELS:
            notes.unknown = True
            return UNKNOWN
        return text
    if kind == "bool_value":
        return value.bool_value
    if kind == "struct_value":
        fields = value.struct_value.fields
        plain = {key: _from_value(each, notes) for key, each in fields.items()}
        return _unwrap(plain, notes) if SIGNATURE in plain else plain
    if kind == "list_value":
        return [_from_value(each, notes) for each in value.list_value.values]
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    return None


def _from_plain(value: Any, notes: Notes) -> Any:
    if isinstance(value, dict):
        plain = {key: _from_plain(each, notes) for key, each in value.items()}
        return _unwrap(plain, notes) if SIGNATURE in plain else plain
    if isinstance(value, list):
        return [_from_plain(each, notes) for each in value]
    if isinstance(value, str) and value in SENTINELS:
        notes.unknown = True
        return UNKNOWN
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unwrap(wrapped: dict[str, Any], notes: Notes) -> Any:
    """Secrets and outputs are read like any value but never shown; references stand for the resource's id."""
    signature = wrapped[SIGNATURE]
    if signature not in (SECRET, OUTPUT, RESOURCE):
        return wrapped  # an asset or an archive: no rule reads one
    value = wrapped.get("id" if signature == RESOURCE else "value", UNKNOWN)
    if signature == SECRET and "plaintext" in wrapped:  # `pulumi stack export --show-secrets`
        value = json.loads(wrapped["plaintext"])
    if value is UNKNOWN:
        notes.unknown = True
    elif signature == SECRET or wrapped.get("secret"):
        notes.hide(value)
    return value
