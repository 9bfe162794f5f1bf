"""What every rule owes its readers: commitments and ids that exist, one sentence, a second gate or why not."""

import json
import re
from pathlib import Path

import pytest

from policies.engine.azure import AzurePolicy, definition
from policies.engine.discovery import rules
from policies.engine.resource import Resource
from policies.engine.rule import AnyRule, Rule
from policies.engine.verdict import violation

FOLDER = Path(__file__).parent.parent.parent / "policies" / "rules"
COMMITMENT = re.compile(r"^(RES|ENC|TEN|ACC|LOG|NET|BAK|SDL|INC|SUB|DEL|GOV)-\d{1,2}$")
ANNEX_A = re.compile(r"^[5-8]\.\d{1,2}$")  # ISO 27001:2022 has the themes 5 to 8
SOC2 = re.compile(r"^(CC[1-9]|A1|C1|P[1-8]|PI1)\.\d{1,2}$")
RULES = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)


@RULES
def test_is_mapped_and_explained(rule: AnyRule) -> None:
    assert all(COMMITMENT.match(each) for each in rule.serves)
    assert rule.serves
    assert all(ANNEX_A.match(each) for each in rule.iso27001)
    assert rule.iso27001
    assert all(SOC2.match(each) for each in rule.soc2)
    assert rule.soc2
    for text in (rule.title, rule.why, rule.fix, rule.source):
        assert len(text) > 5
    assert rule.fix.endswith(".")
    assert rule.why.endswith(".")


@RULES
def test_names_resource_property_rule_and_fix(rule: AnyRule) -> None:
    if not isinstance(rule, Rule):
        return
    example = rule.bad[0]
    token, properties = example if isinstance(example, tuple) else (rule.types[0], example)
    resource = Resource("urn", token, "example", properties)
    for found in rule.findings(resource):
        sentence = violation(rule, resource, found)
        assert sentence.startswith(f'{token.rpartition(":")[2]} "example" ')
        assert found.path in sentence
        assert f"rule {rule.name} (" in sentence
        assert sentence.endswith(".")
        assert "\n" not in sentence


@RULES
def test_has_a_definition_for_azure_policy_or_says_why_not(rule: AnyRule) -> None:
    gate = rule.azure_policy
    if not isinstance(gate, AzurePolicy):
        assert gate.reason.endswith(".")
        return
    made = definition(rule.name, rule.title, gate, description=rule.why, metadata={"serves": list(rule.serves)})
    body = json.loads(json.dumps(made))["properties"]
    assert body["policyRule"]["then"] == {"effect": "deny"}
    assert len(body["displayName"]) <= 128  # Azure's limits
    assert len(body["description"]) <= 512
    assert len(made["name"]) <= 64
    assert len(json.dumps(body["policyRule"])) < 100_000


def test_a_rule_is_a_file_and_a_file_a_rule() -> None:
    assert {path.stem for path in FOLDER.glob("*.py")} - {"__init__"} == {rule.name for rule in rules()}
