"""What the scenarios have in common that bring back a server: closed when it is made, opened to the drill alone."""

from __future__ import annotations

from typing import Any

from scripts.drills import copies, quarantine
from scripts.drills.copies import Copy
from scripts.drills.drill import Drill
from scripts.drills.scenario import Moment, Scenario
from scripts.drills.steps import Steps
from scripts.drills.verification import Verification


class ServerScenario(Scenario):
    continues = True

    def restore(self, drill: Drill, moment: Moment) -> Copy:
        """Make the copy. It is journaled before it is asked for, and unreachable when this returns."""
        raise NotImplementedError

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> Verification:
        with steps.step("restore", "restoring", self.name) as note:
            copy = self.restore(drill, moment)
            note.text = f"{copy.name} in {copy.region}"
        copy, exposure = self.open(drill, copy, steps)
        return Verification(drill, self, copy, moment, exposure)

    def open(self, drill: Drill, copy: Copy, steps: Steps, database: str | None = None) -> tuple[Copy, dict[str, Any]]:
        """Settings that a restore leaves behind, the one way in, nobody else's login; who could reach it before."""
        with steps.step("open", "closed until its private endpoint", self.name):
            exposure: dict[str, Any] = {"closed_before": self._closed(drill, copy)}
            copies.reconcile(drill, copy)
            copy = copies.open_up(drill, copy)
            copies.reach(drill, copy, database)
            with copies.connect(drill, copy, database) as connection:
                exposure["logins_closed"] = len(quarantine.close(connection))
        return copy, exposure

    def _closed(self, drill: Drill, copy: Copy) -> bool:
        """Tried before the one way in is made: whoever goes on for a dead run comes too late to try."""
        for entry in drill.journal.of("exposure"):
            if entry["id"] == copy.id:
                return entry["closed"]
        return drill.journal.write("exposure", id=copy.id, closed=copies.closed(drill, copy))["closed"]
