"""Drills prove it: every scenario that serves it has run in time, passed, and left evidence that a key signed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from controls.proofs import Case, Detail, Proof, Status, Verdict, worst

if TYPE_CHECKING:
    from controls.evidence import DrillRun, Target
    from controls.links import Link, Links


class Drills(Proof):
    """`drills`: scenarios without which it isn't proven. Every other one that serves the commitment counts too."""

    key: ClassVar[str] = "drills"
    what: ClassVar[str] = "drills"
    drills: tuple[str, ...]

    def gone(self, links: Links) -> list[str]:
        known = {link.name for link in links.of("drill")}
        return [f"drill {name}" for name in self.drills if name not in known]

    def judge(self, case: Case) -> Verdict:
        scenarios = {link.name: link for link in case.links.of("drill", case.commitment)}
        for link in case.links.of("drill"):
            if link.name in self.drills:
                scenarios[link.name] = link
        missing = [
            Detail(name, Status.FAILED, "no such scenario exists") for name in self.drills if name not in scenarios
        ]
        newest = {run.scenario: run for run in sorted(case.evidence.drills, key=lambda run: run.ended)}
        details = [*missing, *(self._detail(case, link, newest.get(name)) for name, link in sorted(scenarios.items()))]
        status = worst(each.status for each in details)
        if not details:
            return Verdict(self.key, Status.UNPROVEN, "No drill serves it.")
        if status is not Status.PROVEN:
            first = next(each for each in details if each.status == status)
            bad = sum(each.status is not Status.PROVEN for each in details)
            said = f"{bad} of {len(details)} drills do not prove it: {first.name}: {first.sentence}."
            return Verdict(self.key, status, said, details=tuple(details))
        runs = [newest[name] for name in scenarios]
        limit = min(limit_of(link) for link in scenarios.values())
        said = f"{len(runs)} restore drill{'s' * (len(runs) > 1)} passed in time, with signed evidence."
        return Verdict(self.key, status, said, min(run.ended for run in runs), limit, tuple(details))

    def _detail(self, case: Case, link: Link, run: DrillRun | None) -> Detail:
        if run is None:
            return Detail(link.title, Status.UNPROVEN, "has no evidence of a run", link.title)
        when = f"{run.ended:%Y-%m-%d}"
        if not run.passed:
            return Detail(link.title, Status.FAILED, f"did not pass on {when}", link.title)
        if not run.signed_by:
            return Detail(
                link.title, Status.FAILED, f"the evidence of {when} carries no signature that holds", link.title
            )
        if case.now - run.ended > limit_of(link):
            late = f"last ran on {when}; it must run every {limit_of(link).days} days"
            return Detail(link.title, Status.STALE, late, link.title)
        said = f"passed on {when}: lost {seconds(run.rpo)}, back after {seconds(run.rto)}"
        return Detail(link.title, Status.PROVEN, said, link.title)


def limit_of(link: Link) -> timedelta:
    return timedelta(days=float(link.facts["cadence"]))


def seconds(target: Target) -> str:
    measured = "unmeasured" if target.measured is None else f"{target.measured:,.1f} s"
    return f"{measured} (target {target.target:,.0f} s)"
