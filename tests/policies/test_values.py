"""What crosses gRPC arrives as it was sent."""

from typing import Any

from google.protobuf import json_format, struct_pb2
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.unknowns import SENTINELS, UNKNOWN
from policies.engine.values import OUTPUT, RESOURCE, SECRET, SIGNATURE, from_json, from_struct

KEYS, TEXT = st.text(max_size=4), st.text()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)


def struct(properties: dict[str, Any]) -> Any:
    return json_format.ParseDict(properties, struct_pb2.Struct())


@given(st.dictionaries(KEYS, JSON, max_size=5))
def test_values_arrive_as_they_were_sent(properties: dict[str, Any]) -> None:
    converted = from_struct(struct(properties))
    assert converted.properties == properties == from_json(properties).properties
    assert not converted.unknown
    assert not converted.secrets


def test_whole_numbers_are_whole() -> None:
    days = from_struct(struct({"days": 35.0})).properties["days"]
    assert isinstance(days, int)
    assert days == 35


def test_each_kind_of_unknown_is_unknown() -> None:
    for sentinel in SENTINELS:
        converted = from_struct(struct({"nested": [{"value": sentinel}]}))
        assert converted.unknown
        nested: Any = dict.get(converted.properties, "nested")
        assert dict.get(list.__getitem__(nested, 0), "value") is UNKNOWN


def test_wrapped_values_are_read_through() -> None:
    wrapped = {
        "secret": {SIGNATURE: SECRET, "value": "hunter"},
        "output": {SIGNATURE: OUTPUT, "value": "known", "secret": False},
        "reference": {SIGNATURE: RESOURCE, "urn": "urn:x", "id": "/subscriptions/s"},
    }
    converted = from_struct(struct(wrapped))
    assert converted.properties == {"secret": "hunter", "output": "known", "reference": "/subscriptions/s"}
    assert converted.secrets == ("hunter",)
    assert from_struct(struct({"output": {SIGNATURE: OUTPUT}})).unknown


def test_a_secret_in_plain_text_is_read_and_never_shown() -> None:
    """What `pulumi stack export --show-secrets` writes."""
    shown = from_json({"key": {SIGNATURE: SECRET, "plaintext": '"hidden"'}})
    assert (shown.properties, shown.unknown, shown.secrets) == ({"key": "hidden"}, False, ("hidden",))
