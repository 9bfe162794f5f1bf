"""What a property must be: each word of the catalogue's conditions, and how a value is found."""

from typing import Any

import pytest

from controls.conditions import look, meets, mistake, say


@pytest.mark.parametrize(
    ("value", "wanted", "expected"),
    [
        ("TLS1_2", ["TLS1_2", "TLS1_3"], True),
        ("TLS1_0", ["TLS1_2", "TLS1_3"], False),
        ("northEurope", "northeurope", True),  # Azure changes case
        ("30", 30, True),  # and types
        (True, True, True),
        ("true", True, False),
        (1, True, False),
        (35, {"min": 35}, True),
        (34, {"min": 35}, False),
        ("P184D", {"min": "P184D"}, True),
        ("P6M", {"min": "P184D"}, False),
        ("P1Y", {"min": "P184D"}, True),
        ("soon", {"min": 1}, False),
        (None, {"min": 1}, False),
        (60, {"max": 60}, True),
        (61, {"max": 60}, False),
        ("West Europe", {"eu": True}, True),
        ("norwayeast", {"eu": True}, False),
        ("global", {"eu": True}, False),
        ("x", {"set": True}, True),
        ("", {"set": True}, False),
        ([], {"set": True}, False),
        ("RSA-HSM", {"like": "(EC|RSA)-HSM"}, True),
        ("RSA", {"like": "(EC|RSA)-HSM"}, False),
        ([{"a": 1}, {"a": 2}], {"holds": {"a": 2}}, True),
        ([{"properties": {"a": 2}}], {"holds": {"a": 2}}, True),  # as Azure wraps it
        ([{"a": 1, "b": 2}, {"a": 2, "b": 1}], {"holds": {"a": 2, "b": 2}}, False),  # never two elements together
        ([], {"holds": {"a": 2}}, False),
        ("text", {"holds": {"a": 2}}, False),
    ],
)
def test_a_value_meets_a_condition(value: Any, wanted: Any, expected: bool) -> None:
    assert meets(value, wanted) is expected


def test_values_are_found_by_path() -> None:
    body = {"a": {"b": [{"c": 1}, {}, {"c": 2}]}, "d": None}
    assert look(body, "a.b[*].c") == [1, 2]
    assert look(body, "d") == [None]
    assert look(body, "a.c") == look(body, "a.b.c") == look(None, "a") == []


def test_a_condition_is_said_in_words() -> None:
    assert say({"min": 35}) == "at least 35"
    assert say(["On", "AlwaysOn"]) == "On or AlwaysOn"
    assert say(False) == "false"
    assert say({"holds": {"enabled": True}}) == "a list with enabled true"


def test_a_misspelt_word_is_told() -> None:
    assert mistake({"minimum": 3}) == "condition 'minimum' is not known; allowed are min, max, eu, set, like, holds"
    assert mistake({}) == "a condition is empty"
    assert mistake({"min": 3}) is None
