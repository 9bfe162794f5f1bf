"""The report in OSCAL (NIST): what is implemented, as a component definition; what was found, as assessment results.

Controls are named by our own ids (`enc-1`), by ISO/IEC 27001:2022 Annex A (`iso27001-8.24`) and SOC 2 (`soc2-cc6.1`): a
control id of OSCAL must begin with a letter. UUIDs are made from names, so that the same evidence gives the same file.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from scripts.evidence.view import View

VERSION = "1.2.1"  # of OSCAL, as the pinned trestle knows it
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:cordon:oscal")
PROPERTIES = "urn:cordon:oscal:v1"
METHODS = {"deployed": "TEST", "rules": "TEST", "drills": "TEST", "tests": "TEST", "scan": "TEST"}  # else EXAMINE
STANDARDS = (("iso27001", "ISO/IEC 27001:2022, Annex A"), ("soc2", "SOC 2, trust services criteria"))

Document = dict[str, Any]


def component_definition(v: View) -> Document:
    """One component, the estate; its implemented requirements by our ids, ISO's and SOC 2's."""
    sets = [_set("commitments", "The commitments", [(each["id"].lower(), [each]) for each in v["commitments"]])]
    for key, title in STANDARDS:
        ids = sorted({id for each in v["commitments"] for id in each[key]})
        sets.append(_set(key, title, [(_id(key, id), [e for e in v["commitments"] if id in e[key]]) for id in ids]))
    component = {
        "uuid": _uuid("component"),
        "type": "service",
        "title": f"The estate {v.get('environment', '')}".strip(),
        "description": "What is deployed, kept by policies, drilled and operated by runbooks.",
        "control-implementations": sets,
    }
    body = {
        "uuid": _uuid("component-definition", v["judged"]),
        "metadata": _metadata("What is implemented", v),
        "components": [component],
        "back-matter": {
            "resources": [_resource(key, title) for key, title in (("commitments", "Commitments"), *STANDARDS)]
        },
    }
    return {"component-definition": body}


def assessment_results(v: View) -> Document:
    """An observation a proof, a finding a commitment."""
    observations, findings = [], []
    for each in v["commitments"]:
        seen = [_observation(each, number, proof, v) for number, proof in enumerate(each["proofs"])]
        observations += seen
        findings.append(_finding(each, [one["uuid"] for one in seen]))
    result = {
        "uuid": _uuid("result", v["judged"]),
        "title": "Evidence gathered from what runs",
        "description": "Each commitment held against resources, policies, drills, runbooks, tests and registers.",
        "start": v["gathered"],
        "end": v["judged"],
        "reviewed-controls": {
            "control-selections": [{"include-controls": [{"control-id": e["id"].lower()} for e in v["commitments"]]}]
        },
        "observations": observations,
        "findings": findings,
    }
    body = {
        "uuid": _uuid("assessment-results", v["judged"]),
        "metadata": _metadata("What was found", v),
        "import-ap": {"href": f"#{_uuid('resource', 'plan')}"},
        "results": [result],
        "back-matter": {
            "resources": [_resource("plan", "The catalogue: which proofs each commitment asks for, and how often")]
        },
    }
    return {"assessment-results": body}


def _set(key: str, title: str, requirements: Iterable[tuple[str, list[View]]]) -> Document:
    return {
        "uuid": _uuid("set", key),
        "source": f"#{_uuid('resource', key)}",
        "description": title,
        "implemented-requirements": [
            {
                "uuid": _uuid("requirement", key, control),
                "control-id": control,
                "description": " ".join(f"{each['id']}: {each['promise']}." for each in by),
                "props": [
                    *(_property("status", each["status"], each["id"]) for each in by),
                    *(
                        _property(name, id)
                        for each in by
                        if key == "commitments"
                        for name in ("iso27001", "soc2")
                        for id in each[name]
                    ),
                ],
            }
            for control, by in requirements
        ],
    }


def _observation(each: View, number: int, proof: View, v: View) -> Document:
    return {
        "uuid": _uuid("observation", v["judged"], each["id"], str(number)),
        "title": f"{each['id']}: {proof['what']}",
        "description": proof["sentence"],
        "methods": [METHODS.get(proof["kind"], "EXAMINE")],
        "collected": proof["at"] or v["gathered"],
        "props": [_property("status", proof["status"])],
    } | ({"remarks": "\n".join(f"{d['name']}: {d['sentence']}" for d in proof["details"])} if proof["details"] else {})


def _finding(each: View, observations: list[str]) -> Document:
    proven = each["status"] == "proven"
    reason = "pass" if proven else "fail" if each["status"] == "failed" else "other"
    return {
        "uuid": _uuid("finding", each["id"]),
        "title": each["id"],
        "description": f"{each['promise']}. {each['sentence']}",
        "target": {
            "type": "objective-id",
            "target-id": each["id"].lower(),
            "status": {
                "state": "satisfied" if proven else "not-satisfied",
                "reason": reason,
                "remarks": each["status"],
            },
        },
        "related-observations": [{"observation-uuid": one} for one in observations],
    }


def _metadata(title: str, v: View) -> Document:
    return {"title": title, "last-modified": v["judged"], "version": str(v["version"]), "oscal-version": VERSION}


def _resource(key: str, title: str) -> Document:
    return {"uuid": _uuid("resource", key), "title": title}


def _property(name: str, value: str, remarks: str | None = None) -> Document:
    return {"name": name, "ns": PROPERTIES, "value": value} | ({"remarks": remarks} if remarks else {})


def _id(standard: str, id: str) -> str:
    return f"{standard}-{id}".lower()


def _uuid(*parts: str) -> str:
    return str(uuid.uuid5(NAMESPACE, "/".join(parts)))
