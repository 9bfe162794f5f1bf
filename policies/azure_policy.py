"""The second gate as data: Azure Policy's definitions of the rules that it can say, and the initiative of them all.

`azure_policy.json` is what the estate deploys; a test holds it to the rules. After a change of a rule:

python -m policies.azure_policy
"""

import json
import sys
from pathlib import Path
from typing import Any

from policies.aliases import unverified
from policies.engine.azure import PARAMETERS, AzurePolicy, definition
from policies.engine.discovery import rules
from policies.engine.rule import AnyRule

FILE = Path(__file__).with_name("azure_policy.json")


def sayable() -> list[tuple[AnyRule, AzurePolicy]]:
    """The rules that Azure Policy can say, with aliases that are known to exist: one that isn't stops a deployment."""
    return [
        (rule, rule.azure_policy)
        for rule in rules()
        if isinstance(rule.azure_policy, AzurePolicy) and not unverified(rule.azure_policy)
    ]


def definitions() -> list[dict[str, Any]]:
    """`message` is what Azure answers with a refusal: the rule, and what to do."""
    made = []
    for rule, gate in sayable():
        metadata = {"serves": " ".join(rule.serves)}
        body = definition(rule.name, rule.title, gate, description=rule.why, metadata=metadata)
        fix = rule.fix[:1].lower() + rule.fix[1:]
        made.append({**body, "message": f"{rule.title}, by rule {rule.name} ({', '.join(rule.serves)}): {fix}"})
    return made


def document() -> dict[str, Any]:
    return {"parameters": PARAMETERS, "definitions": definitions()}


def text() -> str:
    """One definition a line, so that a change of a rule is a change of its line."""
    whole = document()
    lines = ",\n".join(json.dumps(each, sort_keys=True) for each in whole["definitions"])
    return f'{{"parameters": {json.dumps(whole["parameters"])},\n"definitions": [\n{lines}\n]}}\n'


def main() -> int:
    FILE.write_text(text())
    sys.stdout.write(f"{len(definitions())} of {len(rules())} rules are definitions in {FILE.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
