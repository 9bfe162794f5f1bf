"""Verdicts written down: as lines for people, as JSON for programs, as SARIF for code hosts."""

import json
from collections.abc import Sequence
from typing import Any

from policies.engine.rule import Severity
from policies.engine.settings import Level
from policies.engine.verdict import Verdict

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
SCORES = {Severity.LOW: "3.0", Severity.MEDIUM: "5.0", Severity.HIGH: "8.0", Severity.CRITICAL: "9.5"}


def as_text(verdicts: Sequence[Verdict]) -> str:
    """One sentence a line, the level first; nothing for nothing."""
    return "".join(f"{verdict.level}: {verdict.message}\n" for verdict in verdicts)


def as_json(verdicts: Sequence[Verdict]) -> str:
    return json.dumps([_plain(verdict) for verdict in verdicts], indent=2) + "\n"


def as_sarif(verdicts: Sequence[Verdict]) -> str:
    """A logical location names the resource; a state knows no line of a program."""
    used = {verdict.rule.name: verdict.rule for verdict in verdicts}
    described = [
        {
            "id": rule.name,
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": rule.why},
            "help": {"text": f"{rule.fix} Source: {rule.source}."},
            "properties": {"tags": rule.tags, "security-severity": SCORES[rule.severity]},
        }
        for rule in used.values()
    ]
    results = [
        {
            "ruleId": verdict.rule.name,
            "kind": "fail",
            "level": "error" if verdict.level is Level.MANDATORY else "note",
            "message": {"text": verdict.message},
            "locations": [{"logicalLocations": [{"fullyQualifiedName": verdict.urn, "kind": "resource"}]}],
        }
        for verdict in verdicts
    ]
    run = {"tool": {"driver": {"name": "cordon", "rules": described}}, "results": results}
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _plain(verdict: Verdict) -> dict[str, Any]:
    return {
        "kind": verdict.kind.value,
        "rule": verdict.rule.name,
        "level": verdict.level.value,
        "severity": verdict.rule.severity.value,
        "serves": list(verdict.rule.serves),
        "resource": verdict.urn,
        "property": verdict.finding.path if verdict.finding else None,
        "message": verdict.message,
    }
