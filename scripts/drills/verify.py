"""One scenario's second half: restore, open, verify. Its problems become a result, never the end of the drill."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta

from azure.core.exceptions import AzureError

from scripts.drills import check, kept
from scripts.drills.check import Check
from scripts.drills.conclude import exit_of
from scripts.drills.drill import Drill
from scripts.drills.evidence import Result, Target
from scripts.drills.exit_codes import Exit, UnverifiedError, classify, sentence, worst
from scripts.drills.scenario import Moment, Scenario, Subject
from scripts.drills.steps import Steps

RTO_METHOD = "declaration of the disaster until the last check of a reachable copy has ended"


@dataclass
class Case:
    """One scenario under way. `clock`: when its disaster was declared, by a clock that never jumps."""

    drill: Drill
    steps: Steps
    scenario: Scenario
    moment: Moment
    clock: float
    over: Result | None = None  # by a run that died since
    subject: Subject | None = None
    checks: list[Check] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    codes: list[Exit] = field(default_factory=list)
    recovered_in: float | None = None

    def run(self) -> Result:
        if self.over:
            return self.over
        try:
            self.subject = self.scenario.recover(self.drill, self.moment, self.steps)
            self._verify()
            self._return()
        except Exception as error:
            self.problems.append(sentence(error))
            self.codes.append(classify(error))
        result = self.result()
        if not self.drill.interrupted.is_set():
            kept.keep_result(self.drill, result)
        return result

    def _verify(self) -> None:
        assert self.subject
        with self.steps.step("verify", "verifying", self.scenario.name) as note:
            for one in self.scenario.checks:
                self.drill.check_interrupted()
                found = check.run(one, self.subject)
                self.checks.append(found)
                self.drill.journal.write("check", scenario=self.scenario.name, name=found.name, status=found.status)
            wrong = [found.name for found in self.checks if found.status != "pass"]
            note.text = f"{len(self.checks) - len(wrong)} of {len(self.checks)} checks pass" + (
                f"; not {', '.join(wrong)}" if wrong else ""
            )
        self.recovered_in = time.monotonic() - self.clock

    def _return(self) -> None:
        if type(self.scenario).way_back is not Scenario.way_back:
            with self.steps.step("way-back", "the way back", self.scenario.name) as note:
                note.text = self.scenario.way_back(self.drill)

    def result(self) -> Result:
        scenario, subject = self.scenario, self.subject
        reached, lost = None, None
        try:
            reached = subject.reaches if subject else None
            lost = scenario.recovery_point(self.moment, reached) if reached else None
        except (UnverifiedError, AzureError, OSError) as error:
            self.problems.append(sentence(error))
        result = Result(
            scenario=scenario.name,
            title=scenario.title,
            serves=list(scenario.serves),
            region=scenario.region(self.drill),
            server=subject.resource if subject else None,
            disaster=self.moment.declared_at,
            recovery_target=self.moment.target,
            reached=reached,
            rpo=target(scenario.rpo, lost.total_seconds() if lost is not None else None, scenario.method),
            rto=target(scenario.rto, self.recovered_in, RTO_METHOD),
            phases=self.steps.phases(scenario.name),
            checks=self.checks,
            problems=self.problems,
            exit=worst([*self.codes, Exit.PASS]),
        )
        return result.model_copy(update={"exit": int(exit_of(result))})


def target(promised: timedelta, measured: float | None, method: str) -> Target:
    """A recovery point can't be negative: the last canary may be younger than the moment by clock and network."""
    value = None if measured is None else round(max(measured, 0.0), 3)
    seconds = promised.total_seconds()
    return Target(target=seconds, measured=value, method=method, met=None if value is None else value <= seconds)
