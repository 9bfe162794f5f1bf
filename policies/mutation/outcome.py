"""What came of a trial: how much was refused, what survived, what was refused wrongly."""

from collections import Counter
from dataclasses import dataclass, field

from policies.mutation.mutants import Mutant


@dataclass(frozen=True)
class Survivor:
    rule: str
    subject: str
    mutant: Mutant

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}: {self.mutant.path} {self.mutant.kind} ({self.mutant.value!r}) passes"


@dataclass
class Outcome:
    tried: Counter[str] = field(default_factory=Counter)  # by kind
    harmless: int = 0  # passed, and called good by an example
    by_rule: Counter[str] = field(default_factory=Counter)
    types: set[str] = field(default_factory=set)
    survivors: list[Survivor] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    false_positives: list[str] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return sum(self.tried.values()) - len(self.survivors)

    @property
    def score(self) -> float:
        return self.refused / max(1, sum(self.tried.values()))
