"""A scanner found nothing: its newest report (SARIF) has no error, and is young enough."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from controls.proofs import Case, Proof, Status, Verdict, aged


class Scan(Proof):
    """`scan`: what was scanned, as the report's file is named. `days`: how often, at the least."""

    key: ClassVar[str] = "scan"
    what: ClassVar[str] = "scans"
    scan: str
    days: int = 7

    def judge(self, case: Case) -> Verdict:
        run = next((each for each in case.evidence.scans if each.name == self.scan), None)
        if run is None:
            return Verdict(self.key, Status.UNPROVEN, f"No report of a scan of {self.scan} was found.")
        if run.errors:
            return Verdict(self.key, Status.FAILED, f"The scan of {self.scan} found {run.errors} errors.", run.ended)
        said = f"The scan of {self.scan} by {run.tool} found no error."
        return aged(case, self.key, said, run.ended, min(case.fresh, timedelta(days=self.days)), ())
