"""The findings as SARIF 2.1.0, one run a tool: each at the line of the program that made its resource."""

import hashlib
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from scripts.rehearsal.report import frames_of
from scripts.rehearsal.source import Position

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SCORES = {"low": "3.0", "medium": "5.0", "high": "8.0", "critical": "9.5"}


def sarif(report: Mapping[str, Any]) -> dict[str, Any]:
    found = sorted(report["findings"], key=lambda each: each["tool"])
    by_tool = {tool: list(mine) for tool, mine in groupby(found, key=lambda each: each["tool"])}
    runs = [_run(count["tool"], by_tool.get(count["tool"], [])) for count in report["counts"]]
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": runs}


def _run(tool: str, findings: list[dict[str, Any]]) -> dict[str, Any]:
    described = {
        each["rule"]: {
            "id": each["rule"],
            "shortDescription": {"text": each["title"]},
            "help": {"text": each["help"] or each["title"]},
            "properties": {"tags": list(each["serves"]), "security-severity": SCORES.get(each["severity"], "5.0")},
        }
        for each in findings
    }
    order = {rule: index for index, rule in enumerate(described)}
    return {
        "tool": {"driver": {"name": tool, "rules": list(described.values())}},
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The project's folder."}}},
        "results": [_result(each, order[each["rule"]]) for each in findings],
    }


def _result(each: Mapping[str, Any], index: int) -> dict[str, Any]:
    first, *rest = [_physical(frame) for frame in frames_of(each)] or [{}]
    logical = [{"fullyQualifiedName": each["resource"], "kind": "resource"}] if each["resource"] else []
    location = first | ({"logicalLocations": logical} if logical else {})
    mark = "\n".join((each["rule"], each["resource"], each["property"]))
    result: dict[str, Any] = {
        "ruleId": each["rule"],
        "ruleIndex": index,
        "kind": "fail",
        "level": "error" if each["fails"] else "note",
        "message": {"text": each["message"]},
        "locations": [location] if location else [],
        "partialFingerprints": {"cordon/v1": hashlib.sha256(mark.encode()).hexdigest()},
    }
    if rest:
        result["relatedLocations"] = [{"id": number, **each} for number, each in enumerate(rest, 1)]
    if each["kind"] == "exempted":
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": each["message"]}]
    return result


def _physical(position: Position) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": position.file, "uriBaseId": "SRCROOT"},
            "region": {"startLine": position.line},
        }
    }
