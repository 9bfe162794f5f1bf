"""The report as data: every line with its proofs, in full for us and without internals for everybody."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from controls.catalogue import Catalogue
from controls.evidence import DrillRun, Evidence
from controls.judgement import count
from controls.links import Links
from controls.proofs import Judged, Verdict, kinds

View = dict[str, Any]


def view(
    held: Catalogue,
    found: Links,
    evidence: Evidence,
    outcomes: Sequence[Judged],
    now: datetime,
    *,
    public: bool = False,
) -> View:
    """As JSON values. `public` leaves out ids, names, paths, people, and sentences that may hold them."""
    tagged = Counter(id for each in evidence.resources for id in each.commitments)
    lines = [_line(held, found, each, tagged[each.commitment], public) for each in outcomes]
    whole: View = {
        "version": 1,
        "audience": "public" if public else "internal",
        "judged": _time(now),
        "gathered": _time(evidence.gathered),
        "regions": list(evidence.regions),
        "counts": {status.value: number for status, number in count(outcomes).items()},
        "areas": [{"name": name, "about": about} for name, about in held.areas.items()],
        "commitments": lines,
        "drills": [_drill(run, public) for run in sorted(evidence.drills, key=lambda run: run.ended, reverse=True)],
    }
    if not public:
        whole |= {
            "environment": evidence.environment,
            "stack": evidence.stack,
            "commit": evidence.commit,
            "resources": len(evidence.resources),
            "tests": evidence.tests.model_dump(mode="json", exclude={"cases"}) if evidence.tests else None,
            "problems": list(evidence.problems),
        }
    return whole


def _line(held: Catalogue, found: Links, judged: Judged, tagged: int, public: bool) -> View:
    one = held[judged.commitment]
    serving = found.serving(one.id)
    by_kind = {kind: [link for link in serving if link.kind == kind] for kind in dict.fromkeys(x.kind for x in serving)}
    line: View = {
        "id": one.id,
        "area": one.area,
        "promise": one.promise,
        "level": one.level.value,
        "status": judged.status.value,
        "sentence": judged.sentence,
        "at": _time(judged.at),
        "until": _time(judged.until),
        "limit_days": one.fresh,
        "iso27001": list(one.iso27001),
        "soc2": list(one.soc2),
        "awaits": one.awaits,
        "proofs": [_proof(each, public) for each in judged.verdicts],
        "served_by": {kind: len(links) for kind, links in by_kind.items()},
        "tagged": tagged,  # resources that carry its id in Azure
    }
    if not public:
        line |= {
            "owner": one.owner,
            "sources": list(one.sources),
            "links": [{"kind": x.kind, "name": x.name, "title": x.title, "path": x.path} for x in serving],
        }
    return line


def _proof(verdict: Verdict, public: bool) -> View:
    details = [
        {"name": name, "status": each.status.value, "sentence": each.sentence}
        for each in verdict.details
        if (name := each.public if public else each.name)
    ]
    if public:  # a finding's sentence names the resource
        details = [each if each["status"] == "proven" else {**each, "sentence": ""} for each in details]
    return {
        "kind": verdict.kind,
        "what": kinds()[verdict.kind].what,
        "status": verdict.status.value,
        "sentence": verdict.sentence,
        "at": _time(verdict.at),
        "details": details,
    }


def _drill(run: DrillRun, public: bool) -> View:
    drill: View = {
        "scenario": run.scenario,
        "title": run.title,
        "serves": list(run.serves),
        "ended": _time(run.ended),
        "passed": run.passed and run.signed_by is not None,
        "rpo": run.rpo.model_dump(),
        "rto": run.rto.model_dump(),
    }
    return drill if public else drill | {"drill": run.drill, "signed_by": run.signed_by, "sentence": run.sentence}


def _time(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
