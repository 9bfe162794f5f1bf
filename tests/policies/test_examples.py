"""The examples of every rule are its first tests: what it calls good passes, what it calls bad is found."""

from typing import Any

import pytest

from policies.engine.discovery import rules
from policies.engine.resource import Resource, Stack
from policies.engine.rule import AnyRule, Rule

RULES = rules()


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(rule, example, id=f"{rule.name}-{number}")
        for rule in RULES
        for number, example in enumerate(getattr(rule, kind), 1)
    ]


def found(rule: AnyRule, example: Any) -> list[Any]:
    if not isinstance(rule, Rule):
        return list(rule.findings(Stack(example)))
    token, properties = example if isinstance(example, tuple) else (rule.types[0], example)
    assert {token, f"{token.partition(':')[0]}:*"} & set(rule.types), f"{token} isn't a type of {rule.name}"
    return list(rule.findings(Resource("urn", token, "example", properties)))


@pytest.mark.parametrize(("rule", "example"), cases("good"))
def test_good_passes(rule: AnyRule, example: Any) -> None:
    assert found(rule, example) == []


@pytest.mark.parametrize(("rule", "example"), cases("bad"))
def test_bad_is_found(rule: AnyRule, example: Any) -> None:
    assert found(rule, example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_has_examples_of_both_kinds(rule: AnyRule) -> None:
    assert rule.good
    assert rule.bad
