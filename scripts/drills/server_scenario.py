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
    def restore(self, drill: Drill, moment: Moment) -> Copy:
        """Make the copy. It is journaled before it is asked for, and unreachable when this returns."""
        raise NotImplementedError

    def recover(self, drill: Drill, moment: Moment, steps: Steps) -> Verification:
        with steps.step("restore", "restoring", self.name) as note:
            copy = self.restore(drill, moment)
            note.text = f"{copy.name} in {copy.region}"
        with steps.step("open", "closed until its private endpoint", self.name):
            exposure: dict[str, Any] = {"closed_before": copies.closed(drill, copy)}
            copies.reconcile(drill, copy)
            copy = copies.open_up(drill, copy)
            copies.reach(drill, copy)
            with copies.connect(drill, copy) as connection:
                exposure["logins_closed"] = len(quarantine.close(connection))
        return Verification(drill, self, copy, moment, exposure)
