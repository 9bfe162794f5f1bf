"""Good examples, broken the way people break them: removed, weakened, moved to the wrong place, in another spelling.

A rule may accept what is left only if the property isn't what made the example good; so each rule must refuse at
least one mutation of its good examples, and never fail on any.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from policies.engine.discovery import rules
from policies.engine.evaluator import Evaluator
from policies.engine.resource import Resource, plain_type
from policies.engine.rule import Rule
from policies.engine.verdict import Kind

# Broken by what somebody adds, which their bad examples show; nothing that is left out or changed breaks them.
BROKEN_BY_ADDING = {
    "aws_policies_are_narrow",
    "network_interfaces_have_no_public_address",
    "private_endpoints_are_approved_by_us",
    "roles_are_narrow",
}


def weakened(value: Any) -> Iterator[Any]:
    """What somebody might write instead."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (0, 1, value // 10)
    elif isinstance(value, str):
        yield from ("", "Disabled", "Off", "None", "Enabled", "norwayeast", "*", "1.0", "GlobalStandard", "P1D", "User")
    elif isinstance(value, list):
        yield []
    elif isinstance(value, dict):
        yield {}


def mutants(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield {name: other for name, other in value.items() if name != key}
            yield from ({**value, key: mutant} for mutant in (*weakened(each), *mutants(each)))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            for mutant in (*weakened(each), *mutants(each)):
                yield [*value[:index], mutant, *value[index + 1 :]]


RESOURCE_RULES = [rule for rule in rules() if isinstance(rule, Rule)]


@pytest.mark.parametrize("rule", RESOURCE_RULES, ids=lambda rule: rule.name)
def test_refuses_mutations_and_fails_on_none(rule: Rule) -> None:
    refused, evaluator = 0, Evaluator([rule])
    for example in (*rule.good, *rule.bad):
        token, properties = example if isinstance(example, tuple) else (rule.types[0], example)
        for mutant in mutants(properties):
            verdicts = evaluator.resource(Resource("urn", token, "example", mutant))
            assert Kind.BROKEN not in {verdict.kind for verdict in verdicts}, (mutant, verdicts)
            refused += bool(verdicts) and example in rule.good
    assert bool(refused) is (rule.name not in BROKEN_BY_ADDING)


@pytest.mark.parametrize("rule", RESOURCE_RULES, ids=lambda rule: rule.name)
def test_a_bad_example_is_as_bad_in_another_api_version(rule: Rule) -> None:
    for example in rule.bad:
        token, properties = example if isinstance(example, tuple) else (rule.types[0], example)
        provider, module, name = token.split(":")
        versioned = plain_type(f"{provider}:{module}/v20230101preview:{name}")
        assert Evaluator([rule]).resource(Resource("urn", versioned, "example", properties))
