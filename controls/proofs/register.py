"""A register shows it: its entries are complete, and each was reviewed in time."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from controls.proofs import Case, Detail, Proof, Status, Verdict, aged

if TYPE_CHECKING:
    from controls.links import Links


class Register(Proof):
    key: ClassVar[str] = "register"
    what: ClassVar[str] = "registers"
    name: str = Field(alias="register")

    def gone(self, links: Links) -> list[str]:
        return [] if any(link.name == self.name for link in links.of("register")) else [f"register {self.name}"]

    def judge(self, case: Case) -> Verdict:
        state = next((each for each in case.evidence.registers if each.name == self.name), None)
        if state is None:
            return Verdict(self.key, Status.FAILED, f"The register {self.name} can't be read.")
        if state.problems:
            details = tuple(Detail(state.title, Status.STALE, each) for each in state.problems)
            said = f"{state.title}: {len(details)} of its entries are out of date."
            return Verdict(self.key, Status.STALE, said, details=details)
        reviewed = datetime.combine(state.reviewed, time(), UTC)
        said = f"{state.title}: {state.entries} entries, all reviewed in time{' (example entries)' * state.example}."
        return aged(case, self.key, said, reviewed, case.fresh, ())
