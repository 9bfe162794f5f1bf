"""Tests prove it: those marked with the commitment, or the whole suite, passed on the commit that is deployed."""

from __future__ import annotations

from typing import ClassVar, Literal

from controls.proofs import Case, Detail, Proof, Status, Verdict, aged, worst

OUTCOMES = {"passed": Status.PROVEN, "failed": Status.FAILED, "skipped": Status.UNPROVEN}


class Tests(Proof):
    """`tests`: `marked` (with `pytest.mark.proves`), or `all`."""

    __test__ = False
    key: ClassVar[str] = "tests"
    what: ClassVar[str] = "tests"
    tests: Literal["marked", "all"]

    def judge(self, case: Case) -> Verdict:
        run = case.evidence.tests
        marked = [link.name for link in case.links.of("test", case.commitment)]
        if self.tests == "marked" and not marked:
            return Verdict(self.key, Status.UNPROVEN, "No test says that it proves this.")
        if run is None:
            return Verdict(self.key, Status.UNPROVEN, "No result of the tests was found.")
        details = []
        if self.tests == "marked":
            for name in sorted(marked):
                outcome = run.cases.get(name)
                status = OUTCOMES.get(outcome or "", Status.UNPROVEN)
                details.append(Detail(name, status, outcome or "has not run", _public(name)))
            status = worst(each.status for each in details)
            said = f"{len(details)} test{'s' * (len(details) > 1)} that prove it passed."
        else:
            part = any(link.name not in run.cases for link in case.links.of("test"))  # only some of them were run
            status = Status.FAILED if run.failed else Status.PROVEN if run.passed and not part else Status.UNPROVEN
            said = f"{run.passed:,} tests passed before deployment, none failed."
        if status is not Status.PROVEN:
            bad = sum(each.status is not Status.PROVEN for each in details) or run.failed
            said = f"{bad} of its tests did not pass." if bad else "Only a part of the tests was run."
            return Verdict(self.key, status, said, details=tuple(details))
        if run.commit != case.evidence.commit or run.commit.endswith("-dirty"):
            said = "The tests' result is of another commit than the one deployed, or of changes that nobody committed."
            return Verdict(self.key, Status.STALE, said, run.ended, case.fresh, tuple(details))
        return aged(case, self.key, said, run.ended, case.fresh, tuple(details))


def _public(name: str) -> str:
    return name.rpartition("::")[2].removeprefix("test_").replace("_", " ")
