"""Each commitment held against the evidence. Never green by default: what no proof shows is unproven."""

from collections.abc import Iterable
from datetime import datetime

from controls.catalogue import Catalogue
from controls.evidence import Evidence, Resource
from controls.links import Links
from controls.proofs import Case, Judged, Status, worst


def judge(catalogue: Catalogue, links: Links, evidence: Evidence, now: datetime) -> list[Judged]:
    """One outcome a commitment, in the catalogue's order. `now` has a time zone."""
    by_type: dict[str, list[Resource]] = {}
    for resource in evidence.resources:
        by_type.setdefault(resource.type, []).append(resource)
    outcomes = []
    for each in catalogue:
        case = Case(each.id, evidence, links, now, each.limit, by_type)
        verdicts = tuple(proof.judge(case) for proof in each.proofs)
        outcomes.append(Judged(each.id, worst(verdict.status for verdict in verdicts), verdicts))
    return outcomes


def count(outcomes: Iterable[Judged]) -> dict[Status, int]:
    found = [each.status for each in outcomes]
    return {status: found.count(status) for status in Status}
