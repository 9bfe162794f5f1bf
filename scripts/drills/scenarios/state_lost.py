"""The backend of the deployment's state is gone: rebuilt elsewhere from its sealed copy, and proven equal to Azure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scripts.drills import state
from scripts.drills.check import Check, failed, passed
from scripts.drills.drill import Drill
from scripts.drills.exit_codes import UnverifiedError
from scripts.drills.scenario import Cadence, Moment, Scenario
from scripts.drills.state import Sealed
from scripts.drills.steps import Steps


@dataclass
class Rebuilt:
    drill: Drill
    sealed: Sealed
    backend: Path
    before: dict[str, Any]
    drift: str

    @property
    def resource(self) -> None:
        return None

    @property
    def reaches(self) -> datetime:
        return self.sealed.taken_at


def same_resources(r: Rebuilt) -> Check:
    rebuilt = state.resources(state.export(r.backend))
    unlike = sorted(urn for urn in r.before.keys() | rebuilt.keys() if r.before.get(urn) != rebuilt.get(urn))
    if unlike:
        return failed(
            f"{len(unlike)} resources are not as in the lost state, first {unlike[0].rsplit('::', 1)[1]}.",
            population=len(r.before), expected=len(r.before), actual=len(rebuilt),
        )  # fmt: skip
    return passed(
        f"{len(rebuilt)} resources with the ids, inputs, outputs and dependencies of the lost state.",
        population=len(rebuilt),
    )


def equal_to_azure(r: Rebuilt) -> Check:
    if r.drift:
        return failed(f"A refresh of the rebuilt state would change something: {r.drift}", population=len(r.before))
    return passed("A refresh against Azure would change nothing.", population=len(r.before))


class StateLost(Scenario):
    """The backend counts as lost and is asked for nothing but its copy of before; the estate's own isn't touched."""

    name = "state-lost"
    title = "Loss of the state's backend"
    serves = ("BAK-4", "SDL-7")
    cadence, rpo, rto = Cadence.QUARTERLY, timedelta(days=1), timedelta(hours=2)
    order = 60
    method = "loss minus the moment at which the state was copied"
    checks = (same_resources, equal_to_azure)
    stores = ("state",)
    needs_marks = False

    def region(self, drill: Drill) -> str:
        return drill.estate.primary

    def plan(self, drill: Drill) -> list[str]:
        return ["seal a copy of the state", "count its backend as lost", "rebuild it in another, compare with Azure"]

    def prepare(self, drill: Drill) -> str:
        self.sealed = state.keep(drill)
        self.before = state.resources(state.export())
        if not self.before:
            raise UnverifiedError("The state holds no resource, so nothing could be compared.")
        return f"{self.sealed.resources} resources, sealed"

    def damage(self, drill: Drill) -> Moment:
        return Moment(declared_at=datetime.now(UTC))

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> Rebuilt:
        with steps.step("rebuild", "another backend, out of the sealed copy", self.name):
            backend = state.bring_back(drill, self.sealed)
        with steps.step("refresh", "compared with Azure, resource by resource", self.name) as note:
            drift = state.drift(backend)
            note.text = drift or "no difference"
        return Rebuilt(drill, self.sealed, backend, self.before, drift)
