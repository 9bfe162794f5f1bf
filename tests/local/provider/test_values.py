"""Pulumi's wire format: secrets and unknowns survive the way in and out."""

from google.protobuf import struct_pb2

from local.provider.values import UNKNOWN, encode, plain, secrets, unknown

SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}


def message(values: dict) -> struct_pb2.Struct:
    made = struct_pb2.Struct()
    made.update(values)
    return made


def test_whole_numbers_stay_whole() -> None:
    values = plain(message({"size": 32, "rate": 0.5, "on": True, "none": None}))
    assert values == {"size": 32, "rate": 0.5, "on": True, "none": None}
    assert type(values["size"]) is int


def test_secrets_are_values_inside_and_marked_outside() -> None:
    wire = message({"a": {"b": SECRET | {"value": "pass"}, "c": 1}, "list": ["x", SECRET | {"value": {"y": 2}}]})
    values, hidden = plain(wire), secrets(wire)
    assert values == {"a": {"b": "pass", "c": 1}, "list": ["x", {"y": 2}]}
    assert hidden == {"a": {"b": True}, "list": {1: True}}
    assert encode(values, hidden) == wire


def test_what_a_type_calls_secret_is_marked() -> None:
    packed = encode({"keys": {"primary": "p"}, "name": "n"}, is_secret=lambda path: path == "keys.primary")
    assert packed == message({"keys": {"primary": SECRET | {"value": "p"}}, "name": "n"})


def test_a_resource_is_its_id() -> None:
    reference = {"4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e", "urn": "u", "id": "/the/id"}
    assert plain(message({"vault": reference})) == {"vault": "/the/id"}


def test_unknowns_of_every_type_are_one() -> None:
    wire = message({"a": "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "b": ["6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"]})
    assert plain(wire) == {"a": UNKNOWN, "b": [UNKNOWN]}
    assert unknown(plain(wire))
    assert not unknown({"a": [1, {"b": "c"}]})
