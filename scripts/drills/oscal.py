"""Drills as OSCAL assessment results (NIST, 1.1): each check an observation, each commitment that a scenario serves a
finding. Ids follow from the evidence alone, so that the same drill always gives the same document.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from scripts.drills.evidence import Evidence, Result
from scripts.drills.history import Run

VERSION = "1.1.2"  # of OSCAL
SPACE = uuid.UUID("6f1c1e1e-6a1d-5d0f-9d3e-2f1a0c6d7b11")
NAMESPACE = "urn:cordon:oscal"


def document(runs: Sequence[Run], title: str) -> dict[str, Any]:
    """Assessment results of these runs, oldest first; ValueError where there is none: OSCAL wants one at least."""
    if not runs:
        raise ValueError("there is no run to export")
    newest = runs[-1].evidence
    return {
        "assessment-results": {
            "uuid": identity("results", *(run.sha256 for run in runs)),
            "metadata": {
                "title": title,
                "last-modified": newest.ended.isoformat(),
                "version": newest.drill,
                "oscal-version": VERSION,
            },
            "import-ap": {"href": "#drills"},
            "results": [result(run) for run in runs],
        }
    }


def result(run: Run) -> dict[str, Any]:
    sealed = run.evidence
    observations = [observation(sealed, one, check) for one in sealed.results for check in one.checks]
    found: dict[str, Any] = {
        "uuid": identity(run.sha256),
        "title": f"Drill {sealed.drill}",
        "description": sealed.sentence,
        "start": sealed.started.isoformat(),
        "end": sealed.ended.isoformat(),
        "props": [
            prop("exit", str(sealed.exit)), prop("environment", sealed.environment), prop("seed", sealed.seed),
            prop("evidence-sha256", run.sha256),
        ],
        "reviewed-controls": {"control-selections": [{"include-controls": controls(sealed)}]},
    }  # fmt: skip
    if not controls(sealed):
        found["reviewed-controls"] = {"control-selections": [{"include-all": {}}]}
    if observations:
        found["observations"] = observations
    if findings := [finding(sealed, one, serves) for one in sealed.results for serves in one.serves]:
        found["findings"] = findings
    return found


def controls(sealed: Evidence) -> list[dict[str, str]]:
    ids = sorted({serves for one in sealed.results for serves in one.serves})
    return [{"control-id": one.lower()} for one in ids]


def observation(sealed: Evidence, one: Result, check: Any) -> dict[str, Any]:
    return {
        "uuid": identity(sealed.drill, one.scenario, check.name),
        "title": f"{one.scenario}: {check.name.replace('_', ' ')}",
        "description": check.sentence or check.status,
        "methods": ["TEST"],
        "collected": sealed.ended.isoformat(),
        "props": [prop("status", check.status.replace(" ", "-")), prop("population", str(check.population))],
    }


def finding(sealed: Evidence, one: Result, serves: str) -> dict[str, Any]:
    passed = one.exit == 0 and sealed.exit == 0
    found: dict[str, Any] = {
        "uuid": identity(sealed.drill, one.scenario, serves, "finding"),
        "title": f"{serves}: {one.title}",
        "description": f"Recovery point {seconds(one.rpo.measured)} of {one.rpo.target:.0f} s, "
        f"recovery time {seconds(one.rto.measured)} of {one.rto.target:.0f} s.",
        "target": {
            "type": "objective-id",
            "target-id": f"{serves.lower()}_obj",
            "status": {"state": "satisfied" if passed else "not-satisfied", "reason": "pass" if passed else "fail"},
        },
    }
    if one.checks:
        related = [identity(sealed.drill, one.scenario, check.name) for check in one.checks]
        found["related-observations"] = [{"observation-uuid": each} for each in related]
    return found


def prop(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": NAMESPACE, "value": value or "none"}


def seconds(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.1f} s"


def identity(*parts: str) -> str:
    """OSCAL wants random or name-based identifiers (RFC 4122): these are name-based."""
    return str(uuid.uuid5(SPACE, "/".join(parts)))
