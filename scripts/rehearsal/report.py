"""The report of a rehearsal as data: what was found, where in the program, and whether anything fails."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from scripts.rehearsal import changes
from scripts.rehearsal.source import Position, origin, positions

Data = dict[str, Any]
SCHEMA = "schema"  # the tool that holds bodies against Microsoft's models


def report(state: Data, found: Data, schema: Data, changed: Sequence[Mapping[str, Any]] | None) -> Data:
    """`changed` is None where nothing was compared."""
    resources = state["deployment"].get("resources", [])
    where = positions(resources)
    findings = [*(dict(each) for each in found["findings"]), *map(_schema_finding, schema["problems"])]
    for each in findings:
        frames = where.get(each["resource"], [])
        line = origin(frames)
        each["position"], each["frames"] = (str(line) if line else ""), [str(frame) for frame in frames]
    findings.sort(key=lambda each: (not each["fails"], each["tool"], each["rule"], each["resource"]))
    broken = len({each["resource"] for each in schema["problems"]})
    held = {"tool": SCHEMA, "passed": schema["checked"] - broken, "failed": broken, "exempted": 0, "undecided": 0}
    data: Data = {
        "stack": resources[0]["urn"].split("::")[0].removeprefix("urn:pulumi:") if resources else "",
        "fails": any(each["fails"] for each in findings),
        "resources": dict(sorted(Counter(each["type"] for each in resources if _own(each)).items())),
        "counts": [held, *found["counts"]],
        "findings": findings,
    }
    if changed is not None:
        data["changes"] = list(changes.lines(changes.read(changed)))
    return data


def frames_of(finding: Mapping[str, Any]) -> list[Position]:
    """A finding's position first, then the rest of its stack."""
    texts = [finding["position"], *(each for each in finding["frames"] if each != finding["position"])]
    return [Position(file, int(line)) for file, _, line in (text.rpartition(":") for text in texts if text)]


def _own(resource: Mapping[str, Any]) -> bool:
    """Neither a component nor a provider nor somebody else's: what Azure has of this stack."""
    return resource.get("custom", False) and not resource["type"].startswith("pulumi:") and not resource.get("external")


def _schema_finding(problem: Mapping[str, str]) -> Data:
    name = problem["resource"].rpartition("::")[2]
    return {
        "tool": SCHEMA,
        "rule": "schema",
        "title": "A body is one that Microsoft's clients know",
        "kind": "violation",
        "fails": True,
        "severity": "medium",
        "serves": [],
        "resource": problem["resource"],
        "property": problem["property"],
        "message": f'{problem["resource"].split("::")[2].rpartition(":")[2]} "{name}": {problem["message"]}',
        "help": "Correct the property's name, place or type.",
    }
