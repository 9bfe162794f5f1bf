"""Policies keep it true: the rules that serve it were held against what is deployed, and found nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from controls.proofs import Case, Detail, Proof, Status, Verdict, aged, worst

if TYPE_CHECKING:
    from controls.links import Links


class Rules(Proof):
    """`rules`: those without which it isn't kept. Every other rule that says it serves the commitment counts too."""

    key: ClassVar[str] = "rules"
    what: ClassVar[str] = "policies"
    rules: tuple[str, ...]

    def gone(self, links: Links) -> list[str]:
        known = {link.name for link in links.of("rule")}
        return [f"rule {name}" for name in self.rules if name not in known]

    def judge(self, case: Case) -> Verdict:
        run = {each.name: each for each in case.evidence.rules}
        serving = {link.name for link in case.links.of("rule", case.commitment)}
        details = []
        for name in sorted({*self.rules, *serving}):
            rule = run.get(name)
            if rule is None:
                details.append(Detail(name, Status.FAILED, "was not evaluated: it is gone, or it could not run"))
            elif rule.findings:
                said = f"{len(rule.findings)} finding{'s' * (len(rule.findings) > 1)}, the first: {rule.findings[0]}"
                details.append(Detail(rule.title, Status.FAILED, said, rule.title))
            elif rule.applied or name in self.rules:
                status = Status.PROVEN if rule.applied else Status.UNPROVEN
                said = f"held against {rule.applied} resource{'s' * (rule.applied != 1)}, no finding"
                details.append(Detail(rule.title, status, said, rule.title))
        status = worst(each.status for each in details)
        if not details:
            return Verdict(self.key, Status.UNPROVEN, "No policy that serves it applies to anything deployed.")
        if status is not Status.PROVEN:
            bad = [each for each in details if each.status is not Status.PROVEN]
            said = f"{len(bad)} of {len(details)} policies do not hold: {bad[0].name}."
            return Verdict(self.key, status, said, details=tuple(details))
        count = f"{len(details)} polic{'y' if len(details) == 1 else 'ies'}"
        said = f"{count} held against what is deployed, without a finding."
        return aged(case, self.key, said, case.evidence.gathered, case.fresh, tuple(details))
