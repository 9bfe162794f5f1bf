"""A runbook makes it true: each that serves it was rehearsed or used in the last 90 days, with a signed record."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from controls.proofs import Case, Detail, Proof, Status, Verdict, worst

if TYPE_CHECKING:
    from controls.evidence import RunbookRun
    from controls.links import Link, Links

REHEARSED_WITHIN = timedelta(days=90)


class Runbooks(Proof):
    """`runbooks`: files without which it isn't proven; every other one that serves the commitment counts too."""

    key: ClassVar[str] = "runbooks"
    what: ClassVar[str] = "runbooks"
    runbooks: tuple[str, ...]

    def gone(self, links: Links) -> list[str]:
        known = {link.name for link in links.of("runbook")}
        return [f"runbook {name}" for name in self.runbooks if name not in known]

    def judge(self, case: Case) -> Verdict:
        serving = {link.name: link for link in case.links.of("runbook", case.commitment)}
        for link in case.links.of("runbook"):
            if link.name in self.runbooks:
                serving[link.name] = link
        missing = [
            Detail(name, Status.FAILED, "no such runbook exists") for name in self.runbooks if name not in serving
        ]
        newest = {run.runbook: run for run in sorted(case.evidence.runbooks, key=lambda run: run.ended)}
        details = [*missing, *(self._detail(case, link, newest.get(name)) for name, link in sorted(serving.items()))]
        status = worst(each.status for each in details)
        if not details:
            return Verdict(self.key, Status.UNPROVEN, "No runbook serves it.")
        if status is not Status.PROVEN:
            first = next(each for each in details if each.status == status)
            bad = sum(each.status is not Status.PROVEN for each in details)
            said = f"{bad} of {len(details)} runbooks do not prove it: {first.name}: {first.sentence}."
            return Verdict(self.key, status, said, details=tuple(details))
        oldest = min(newest[name].ended for name in serving)
        said = f"{len(serving)} runbook{'s' * (len(serving) > 1)} rehearsed in the last 90 days, with signed records."
        return Verdict(self.key, status, said, oldest, REHEARSED_WITHIN, tuple(details))

    def _detail(self, case: Case, link: Link, run: RunbookRun | None) -> Detail:
        if run is None:
            return Detail(link.title, Status.UNPROVEN, "has no record of a rehearsal", link.title)
        when, how = f"{run.ended:%Y-%m-%d}", "rehearsal" if run.mode == "rehearse" else "run"
        if not run.passed:
            return Detail(link.title, Status.FAILED, f"the {how} of {when} did not end well", link.title)
        if not run.signed_by:
            return Detail(
                link.title, Status.FAILED, f"the record of {when} carries no signature that holds", link.title
            )
        if run.text_sha256 != link.facts["sha256"]:
            return Detail(link.title, Status.STALE, f"was changed since the {how} of {when}", link.title)
        if case.now - run.ended > REHEARSED_WITHIN:
            late = f"last rehearsed on {when}; the limit is {REHEARSED_WITHIN.days} days"
            return Detail(link.title, Status.STALE, late, link.title)
        return Detail(link.title, Status.PROVEN, f"{how} of {when} ended well", link.title)
