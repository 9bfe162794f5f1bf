"""Every rule held against a saved state, those that found nothing too: to how many resources it applied, what it found.

pulumi stack export | python -m policies.coverage -
"""

import json
import sys
from pathlib import Path
from typing import Any

from policies.engine.discovery import rules
from policies.engine.exemptions import ExemptionError, load
from policies.engine.resource import plain_type
from policies.engine.rule import ANY_AZURE, AnyRule, Rule
from policies.engine.verdict import Kind
from policies.scan import EXEMPTIONS, scan


def coverage(state: dict[str, Any]) -> list[dict[str, Any]]:
    """One entry a rule, by name. A rule about resources together applies to all of them."""
    types = [
        plain_type(each["type"])
        for each in state.get("deployment", {}).get("resources", [])
        if each["type"].startswith("azure-native:") and not each.get("delete") and not each.get("external")
    ]
    verdicts = scan(state, load(EXEMPTIONS, (rule.name for rule in rules())))
    return [
        {
            "name": rule.name,
            "title": rule.title,
            "serves": list(rule.serves),
            "applied": sum(_applies(rule, each) for each in types),
            "findings": [v.message for v in verdicts if v.rule is rule and v.kind not in (Kind.EXEMPTED, Kind.UNUSED)],
            "exempted": sum(v.rule is rule and v.kind is Kind.EXEMPTED for v in verdicts),
        }
        for rule in rules()
    ]


def _applies(rule: AnyRule, token: str) -> bool:
    return not isinstance(rule, Rule) or token in rule.types or ANY_AZURE in rule.types


def main() -> int:
    """Exit codes: 0 all rules ran, 2 no state could be read."""
    try:
        text = sys.stdin.read() if sys.argv[1:] == ["-"] else Path(sys.argv[1]).read_text()
        found = coverage(json.loads(text))
    except (IndexError, OSError, json.JSONDecodeError, ExemptionError) as error:
        sys.stderr.write(
            f"python -m policies.coverage needs the file that `pulumi stack export` wrote, or -: {error}\n"
        )
        return 2
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
