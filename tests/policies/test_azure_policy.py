"""The second gate says what the rule says: its examples pass and fail there too, by aliases that exist."""

import json
from typing import Any

import pytest

from local.plane.policy_language import MISSING, Subject, _field, validate
from policies.aliases import unverified, used, verified
from policies.azure_policy import FILE, definitions, sayable, text
from policies.engine.azure import AzurePolicy
from policies.engine.discovery import rules
from policies.engine.rule import Rule
from tests.policies.second_gate import denies, indexed


def cases(kind: str) -> list[Any]:
    found = []
    for rule in rules():
        if isinstance(rule, Rule) and isinstance(rule.azure_policy, AzurePolicy):
            for number, example in enumerate(getattr(rule, kind), 1):
                token, properties = example if isinstance(example, tuple) else (rule.types[0], example)
                if indexed(rule.azure_policy, token):
                    found.append(pytest.param(rule, token, properties, id=f"{rule.name}-{number}"))
    return found


@pytest.mark.parametrize(("rule", "token", "properties"), cases("good"))
def test_lets_pass_what_the_rule_lets_pass(rule: Rule, token: str, properties: dict[str, Any]) -> None:
    assert not denies(rule, token, properties)


@pytest.mark.parametrize(("rule", "token", "properties"), cases("bad"))
def test_denies_what_the_rule_finds(rule: Rule, token: str, properties: dict[str, Any]) -> None:
    assert denies(rule, token, properties)


def test_every_alias_is_one_of_azures() -> None:
    """Azure refuses a definition with another one."""
    assert [(rule.name, alias) for rule in rules() for alias in unverified(rule.azure_policy)] == []


@pytest.mark.parametrize("alias", sorted({alias for rule in rules() for alias in used(rule.azure_policy)}))
def test_an_alias_reads_the_property_that_azure_means(alias: str) -> None:
    path = verified()[alias.lower()]
    body: Any = "found"  # wrapped from the innermost step outwards
    for step in reversed(path.replace("[*]", ".[*]").split(".")):
        body = [body] if step == "[*]" else {step: body}
    kind = alias.split("[")[0].rpartition("/")[0]
    assert _field(alias, Subject(kind, "x", dict(body)), {}) in (["found"], [["found"]]), path
    assert _field(alias, Subject(kind, "x", {}), {}) in ([], [MISSING])


def test_the_file_is_what_the_rules_say() -> None:
    assert FILE.read_text() == text(), "run `python -m policies.azure_policy`"


def test_stays_within_azures_limits() -> None:
    made = definitions()
    assert len(made) == len(sayable()) >= 100
    assert len(made) <= 1000  # definitions in an initiative
    assert len({one["name"] for one in made}) == len(made)
    for one in made:
        validate(one["properties"]["policyRule"]["if"])
        assert len(f"cordon-12345678-{one['name']}") <= 64
        assert len(one["properties"]["displayName"]) <= 128
        assert len(one["message"]) <= 512
        assert len(json.dumps(one["properties"]["policyRule"])) < 100_000
