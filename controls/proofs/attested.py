"""Another system said so: its answer was saved, and holds what it must (a code host's branch protection, say)."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, field_validator

from controls.conditions import meets, mistake, say
from controls.proofs import Case, Detail, Proof, Status, Verdict, aged


class Attested(Proof):
    """`attested`: the answer's name, as its file is named; `has`: what it must say, by path."""

    key: ClassVar[str] = "attested"
    what: ClassVar[str] = "answers of other systems"
    name: str = Field(alias="attested")
    has: dict[str, Any] = Field(min_length=1)
    says: str

    @field_validator("has")
    @classmethod
    def _conditions(cls, value: dict[str, Any]) -> dict[str, Any]:
        for path, wanted in value.items():
            if wrong := mistake(wanted):
                raise ValueError(f"{path}: {wrong}")
        return value

    @property
    def paths(self) -> set[str]:
        return set(self.has)

    def judge(self, case: Case) -> Verdict:
        answer = next((each for each in case.evidence.answers if each.name == self.name), None)
        if answer is None:
            return Verdict(self.key, Status.UNPROVEN, f"Nobody has asked yet ({self.says.rstrip('.')}).")
        details = tuple(
            Detail(path, Status.PROVEN if good else Status.FAILED, f"{found}; it must be {say(wanted)}")
            for path, wanted in self.has.items()
            for found in [answer.facts.get(path, [])]
            for good in [bool(found) and all(meets(one, wanted) for one in found)]
        )
        if any(each.status is Status.FAILED for each in details):
            return Verdict(self.key, Status.FAILED, f"The answer does not show it: {self.says}.", details=details)
        return aged(case, self.key, f"{self.says.rstrip('.')}.", answer.at, case.fresh, details)
