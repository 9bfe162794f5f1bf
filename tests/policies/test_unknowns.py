"""What isn't known yet is never passed: for every rule and every value that its bad examples hold."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.engine.discovery import rules
from policies.engine.evaluator import Evaluator
from policies.engine.resource import Resource
from policies.engine.rule import Rule
from policies.engine.unknowns import UNKNOWN, UndecidableError, guard
from policies.engine.verdict import Kind

RESOURCE_RULES = [rule for rule in rules() if isinstance(rule, Rule)]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value, containers included: a preview may not know a whole list either."""
    if path:
        yield path
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in pairs:
        yield from leaves(each, (*path, key))


def without(value: Any, path: tuple[Any, ...]) -> Any:
    """A copy in which the value at `path` is unknown."""
    if not path:
        return UNKNOWN
    key, *rest = path
    if isinstance(value, dict):
        return {name: without(each, tuple(rest)) if name == key else each for name, each in value.items()}
    return [without(each, tuple(rest)) if index == key else each for index, each in enumerate(value)]


def cases() -> list[Any]:
    found = []
    for rule in RESOURCE_RULES:
        for number, example in enumerate(rule.bad, 1):
            token, properties = example if isinstance(example, tuple) else (rule.types[0], example)
            for path in leaves(properties):
                name = f"{rule.name}-{number}-{'.'.join(map(str, path))}"
                found.append(pytest.param(rule, token, without(properties, path), id=name))
    return found


@pytest.mark.parametrize(("rule", "token", "properties"), cases())
def test_a_bad_example_does_not_pass_by_becoming_unknown(rule: Rule, token: str, properties: dict[str, Any]) -> None:
    verdicts = Evaluator([rule]).resource(Resource("urn", token, "example", guard(properties), unknown=True))
    assert {verdict.kind for verdict in verdicts} & {Kind.UNDECIDED, Kind.VIOLATION}
    assert Kind.BROKEN not in {verdict.kind for verdict in verdicts}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(UNKNOWN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=3), JSON, max_size=4))
def test_reading_everything_raises_exactly_when_something_is_unknown(properties: dict[str, Any]) -> None:
    def read(value: Any) -> None:
        if isinstance(value, dict):
            for _, each in value.items():
                read(each)
        elif isinstance(value, list):
            for each in value:
                read(each)

    def holds(value: Any) -> bool:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return value is UNKNOWN or any(holds(each) for each in inner)

    if holds(properties):
        with pytest.raises(UndecidableError):
            read(guard(properties))
    else:
        read(guard(properties))
