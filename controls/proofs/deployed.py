"""A deployed resource makes it true: it exists, and the program asked for what Azure says it is."""

from typing import Any, ClassVar, Literal

from pydantic import Field, field_validator

from controls.conditions import meets, mistake, plain, say
from controls.evidence import Resource
from controls.proofs import Case, Detail, Proof, Status, Verdict, aged, worst


class Deployed(Proof):
    """`deployed`: a type as azure-native names it. `where` chooses among them, `has` is what each must be."""

    key: ClassVar[str] = "deployed"
    what: ClassVar[str] = "deployed resources"
    deployed: str
    where: dict[str, Any] = Field(default_factory=dict)
    has: dict[str, Any] = Field(default_factory=dict)
    within: Literal["every region", "the estate"] = "every region"
    says: str

    @field_validator("where", "has")
    @classmethod
    def _conditions(cls, value: dict[str, Any]) -> dict[str, Any]:
        for path, wanted in value.items():
            if wrong := mistake(wanted):
                raise ValueError(f"{path}: {wrong}")
        return value

    @property
    def paths(self) -> set[str]:
        return set(self.where) | set(self.has)

    def judge(self, case: Case) -> Verdict:
        chosen = [each for each in case.resources.get(self.deployed, ()) if self.chooses(each)]
        called = self.deployed.partition(":")[2]
        if not chosen:
            return Verdict(self.key, Status.UNPROVEN, f"No such {called} is deployed ({self.says.rstrip('.')}).")
        details = tuple(self._detail(each) for each in chosen)
        status = worst(each.status for each in details)
        regions = sorted({each.region for each in chosen if each.region})
        if self.within == "every region" and (missing := sorted(set(case.evidence.regions) - set(regions))):
            said = f"There is no such {called} in {', '.join(missing)} ({self.says.rstrip('.')})."
            return Verdict(self.key, Status.FAILED, said, details=details)
        where = f" in {len(regions)} region{'s' * (len(regions) > 1)}" if regions else ""
        if status is not Status.PROVEN:
            bad = sum(each.status is not Status.PROVEN for each in details)
            said = f"{bad} of {len(details)} {called} resources do not show it: {self.says}"
            return Verdict(self.key, status, said, details=details)
        said = f"{self.says.rstrip('.')}: shown by {len(details)} {called} resource{'s' * (len(details) > 1)}{where}."
        return aged(case, self.key, said, case.evidence.gathered, case.fresh, details)

    def chooses(self, resource: Resource) -> bool:
        return resource.type == self.deployed and all(
            (found := resource.asked.get(path)) and all(meets(one, wanted) for one in found)
            for path, wanted in self.where.items()
        )

    def _detail(self, resource: Resource) -> Detail:
        name = f"{resource.name} ({resource.region or 'global'})"
        if not resource.exists:
            return Detail(name, Status.FAILED, "the state names it, but Azure does not know it")
        shown = []
        for path, wanted in self.has.items():
            asked, actual = resource.asked.get(path) or [], resource.actual.get(path) or []
            for who, found in (("the program asks for", asked), ("Azure says", actual)):
                if not found and actual + asked and who == "Azure says":
                    return Detail(name, Status.UNPROVEN, f"Azure does not say its {path}")
                if not found or not all(meets(one, wanted) for one in found):
                    said = ", ".join(map(plain, found)) or "nothing"
                    return Detail(name, Status.FAILED, f"{who} {path} {said}; it must be {say(wanted)}")
            shown.append(f"{path} {', '.join(dict.fromkeys(map(plain, actual)))}")
        return Detail(name, Status.PROVEN, "; ".join(shown) or "it exists")
