"""The trial of the rules: over their examples nothing survives, and a rule with a hole is caught."""

from collections.abc import Mapping
from typing import Any

import pytest

from policies.engine import HIGH, Findings, Properties, Rule, Stack, StackRule, finding, not_in_azure_policy
from policies.engine.discovery import rules
from policies.engine.evaluator import Evaluator
from policies.engine.example import resource
from policies.engine.resource import Resource, plain_type
from policies.mutation import stacks
from policies.mutation.mutants import changed, mutants
from policies.mutation.outcome import Outcome
from policies.mutation.reads import reads
from policies.mutation.trial import Subject, trial

RESOURCE_RULES = [rule for rule in rules() if isinstance(rule, Rule)]
STACK_RULES = [rule for rule in rules() if isinstance(rule, StackRule)]
ACCOUNT = "azure-native:storage:StorageAccount"
SAID: Mapping[str, Any] = {
    "severity": HIGH, "serves": ("ENC-1",), "iso27001": ("8.24",), "soc2": ("CC6.7",), "why": "w.", "fix": "f.",
    "source": "s", "azure_policy": not_in_azure_policy("No."),
}  # fmt: skip


def test_nothing_survives_and_every_rule_is_proven() -> None:
    outcome = trial(RESOURCE_RULES)
    stacks.trial(outcome, STACK_RULES, [])
    assert list(map(str, outcome.survivors)) == []
    assert outcome.broken == []
    assert {rule.name for rule in rules()} - set(outcome.by_rule) == set()
    assert sum(outcome.tried.values()) > 2000


def tls_rule(*, hole: bool) -> Rule:
    rule = Rule(
        **SAID, types=(ACCOUNT,), name="tls", good=[{"tls": {"version": "1.2"}}], bad=[{"tls": {"version": "1.0"}}]
    )

    @rule.check
    def check(account: Properties) -> Findings:
        version = (account.get("tls") or {}).get("version")
        if version == "1.0" if hole else version != "1.2":
            yield finding("tls.version", version, allowed=("1.2",))

    return rule


def test_a_rule_that_misses_what_is_left_out_is_caught() -> None:
    estate = [Subject(ACCOUNT, "s", {"tls": {"version": "1.2"}, "other": 1})]
    survived = {each.mutant.kind for each in trial([tls_rule(hole=True)], estate).survivors}
    assert {"removed", "moved", "renamed"} <= survived
    assert trial([tls_rule(hole=False)], estate).score == 1


def test_a_good_resource_that_is_refused_is_a_false_positive() -> None:
    estate = [Subject(ACCOUNT, "s", {"tls": {"version": "1.3"}})]
    assert len(trial([tls_rule(hole=False)], estate).false_positives) == 1


def test_a_stack_rule_that_takes_waiting_for_guarding_is_caught() -> None:
    vault = resource("keyvault:Vault", "keys")
    lock = resource("authorization:ManagementLockByScope", "lock", refers=("keyvault:Vault/keys",))

    def rule(*, hole: bool) -> StackRule:
        made = StackRule(**SAID, name="locked", good=[[vault, lock]], bad=[[vault]])

        @made.check
        def check(stack: Stack) -> Findings:
            locks = list(stack.of(lock.type))
            for each in stack.of(vault.type):
                if not (locks if hole else any(stack.refers(one, each) for one in locks)):
                    yield finding("lock", None, allowed="a lock", at=each.urn)

        return made

    for hole in (False, True):
        outcome = Outcome()
        stacks.trial(outcome, [rule(hole=hole)], [])
        assert [each.mutant.kind for each in outcome.survivors] == ["guard cut loose"] * hole


def test_reads_are_what_the_check_looked_at() -> None:
    seen = reads(tls_rule(hole=False), ACCOUNT, {"tls": {"version": "1.2"}, "other": 1})
    assert seen.paths == ["tls", "tls.version"]


def test_a_mutant_changes_every_member_of_a_list_and_nothing_of_the_original() -> None:
    original = {"rules": [{"name": "a", "on": True}, {"name": "b", "on": True}]}
    broken = changed(original, "rules[*].on", lambda holder, key: holder.pop(key))
    assert broken == {"rules": [{"name": "a"}, {"name": "b"}]}
    assert original["rules"][0] == {"name": "a", "on": True}
    kinds = {mutant.kind for mutant in mutants({"location": "westeurope"}, "location", aws=False)}
    assert kinds == {"removed", "moved", "renamed", "unknown", "outside the EU"}


@pytest.mark.parametrize("rule", RESOURCE_RULES, ids=lambda rule: rule.name)
def test_a_bad_example_is_as_bad_in_another_api_version(rule: Rule) -> None:
    for example in rule.bad:
        token, properties = example if isinstance(example, tuple) else (rule.types[0], example)
        if token.startswith("azure-native:"):
            provider, module, name = token.split(":")
            token = plain_type(f"{provider}:{module}/v20230101preview:{name}")
        assert Evaluator([rule]).resource(Resource("urn", token, "example", properties))
