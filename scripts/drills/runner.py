"""Runs a drill: preflight, marks, damage, restore, verification, clean-up, evidence; the rest is a scenario's."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from rich.console import Console

from scripts.azure import Azure
from scripts.drills import clean_up, conclude, evidence, kept, manifest, preflight, signing, tenant
from scripts.drills.canaries import Canaries
from scripts.drills.drill import Drill, InterruptedDrillError, reports
from scripts.drills.evidence import Evidence, Phase, Result
from scripts.drills.exit_codes import Exit, UnverifiedError, classify, sentence
from scripts.drills.journal import unfinished
from scripts.drills.scenario import Moment, Scenario
from scripts.drills.steps import Observer, Steps
from scripts.drills.verify import Case
from scripts.errors import UserError
from scripts.estate import Estate

AFTER_DAMAGE = 3  # seconds of canaries between one damage and the next, so that a copy tells on which side it is


@dataclass
class Runner:
    drill: Drill
    scenarios: Sequence[Scenario]
    console: Console
    observers: list[Observer] = field(default_factory=list)

    def run(self) -> Evidence:
        """The drill's evidence; its `exit` is the verdict. Nothing but a damaged journal or a bug raises."""
        drill = self.drill
        drill.journal.write("begin", drill=drill.id, environment=drill.estate.environment,
                            subscription=drill.estate.subscription, seed=drill.seed,
                            targetRegion=drill.target_region, canarySeconds=drill.canary_seconds,
                            scenarios=[scenario.name for scenario in self.scenarios])  # fmt: skip
        return self._to_the_end(datetime.now(UTC), {}, self._from_the_start)

    def resume(self) -> Evidence:
        """Go on for a dead run: from its disasters, which `resumption.why_not` must have found kept."""
        begun = datetime.fromisoformat(self.drill.journal.of("begin")[0]["at"])
        taken = kept.phases(self.drill.journal)
        self.drill.journal.write("resume")
        return self._to_the_end(begun, taken, self._from_the_disasters)

    def _from_the_start(self, steps: Steps) -> list[Case]:
        self._prepare(steps)
        return self._damage(steps)

    def _from_the_disasters(self, steps: Steps) -> list[Case]:
        drill, known = self.drill, {scenario.name: scenario for scenario in self.scenarios}
        with steps.step("resume", "going on for a run that died") as note:
            before = kept.disasters(drill)
            assert before
            kept.bring_back(drill, before)
            cases = list[Case]()
            for one in before.disasters:
                clock = time.monotonic() - (datetime.now(UTC) - one.at).total_seconds()  # the outage counts
                over = kept.result(drill, one.scenario)
                cases.append(Case(drill, steps, known[one.scenario], one.moment, clock, over))
            note.text = f"{sum(case.over is not None for case in cases)} of {len(cases)} scenarios were over"
        return cases

    def _to_the_end(
        self, started: datetime, taken: dict[str, list[Phase]], begin: Callable[[Steps], list[Case]]
    ) -> Evidence:
        drill, steps = self.drill, Steps(self.drill.journal, self.console, self.observers, taken)
        results, problems = list[Result](), list[tuple[Exit, str]]()
        with steps.shown():
            try:
                results = self._restore(steps, begin(steps))
            except KeyboardInterrupt:
                drill.interrupted.set()
                problems.append((Exit.COULD_NOT_VERIFY, "The drill was interrupted."))
            except Exception as error:
                problems.append((classify(error), sentence(error)))
            finally:
                if drill.canaries:
                    drill.canaries.stop()
            left = self._clean_up(steps, made=not any(code is Exit.REFUSED for code, _ in problems))
            with steps.step("evidence", "signing and storing the evidence") as note:
                sealed = conclude.conclude(drill, started, steps.phases(), results, left, problems, len(self.scenarios))
                note.text = str(drill.folder)
        if clean_up.is_complete(left):
            drill.journal.write(
                "end", exit=sealed.exit, evidence=signing.sha256((drill.folder / evidence.EVIDENCE).read_bytes())
            )
            kept.forget(drill)
        return sealed

    def _prepare(self, steps: Steps) -> None:
        drill = self.drill
        with steps.step("preflight", "may it, can it") as note:
            preflight.refuse(drill, list(self.scenarios))
            note.text = preflight.look(drill, list(self.scenarios))
        if any(scenario.needs_marks for scenario in self.scenarios):
            self._mark(steps)
        for scenario in self.scenarios:
            if type(scenario).prepare is not Scenario.prepare:
                with steps.step("prepare", "what must exist before the disaster", scenario.name) as note:
                    note.text = scenario.prepare(drill)

    def _mark(self, steps: Steps) -> None:
        drill = self.drill
        if drill.may_damage:
            with steps.step("tenant", "making a tenant to lose") as note:
                note.text = tenant.create(drill)
        drill.canaries = Canaries(drill.connect_source)
        drill.canaries.start()
        with steps.step("manifest", "signing what must come back") as note:
            note.text = self._manifest()
        seconds = drill.canary_seconds + drill.settle.total_seconds()
        with steps.step("marks", f"canaries, one a second for {seconds:.0f} s") as note:
            self._pause(seconds)
            drill.look_again()
            note.text = f"{len(drill.canaries.log)} written"

    def _manifest(self) -> str:
        drill, source = self.drill, self.drill.source
        with drill.connect_source() as connection:
            seen = manifest.observe(connection)
        drill.manifest = manifest.Manifest(
            drill=drill.id,
            environment=drill.estate.environment,
            region=drill.estate.primary,
            server=source.server.name,
            database=source.database,
            seen=seen,
        )
        content = signing.canonical(drill.manifest.model_dump(mode="json"))
        (drill.folder / evidence.MANIFEST).write_bytes(content)
        statement = signing.statement({evidence.MANIFEST: content}, {"drill": drill.id}, signing.MANIFEST)
        envelope = signing.canonical(signing.sign(drill.azure, source, statement))
        (drill.folder / evidence.MANIFEST_ENVELOPE).write_bytes(envelope)
        drill.journal.write("manifest", sha256=signing.sha256(content), last_canary=seen.last_canary)
        return f"{seen.rows} rows, {len(seen.key_versions)} tenants"

    def _damage(self, steps: Steps) -> list[Case]:
        cases, moments = list[Case](), list[tuple[str, datetime, Moment]]()
        for scenario in self.scenarios:
            if cases:
                self._pause(AFTER_DAMAGE)
            with steps.step("damage", "the disaster", scenario.name) as note:
                clock, at = time.monotonic(), datetime.now(UTC)
                moment = scenario.damage(self.drill)
                moments.append((scenario.name, at, moment))
                kept.keep_disasters(self.drill, moments)
                note.text = f"at {moment.declared_at:%H:%M:%S}Z" + (
                    f", back to {moment.target:%H:%M:%S}Z" if moment.target else ""
                )
            self.drill.journal.write("disaster", scenario=scenario.name, at_database=moment.declared_at.isoformat())
            cases.append(Case(self.drill, steps, scenario, moment, clock))
        return cases

    def _restore(self, steps: Steps, cases: list[Case]) -> list[Result]:
        with ThreadPoolExecutor(len(cases)) as pool:
            running = [pool.submit(case.run) for case in cases]
            try:
                wait(running)
            except KeyboardInterrupt:
                self.drill.interrupted.set()  # the threads end at their next look
        if self.drill.interrupted.is_set():
            raise InterruptedDrillError("The drill was interrupted.")
        return [one.result() for one in running]

    def _clean_up(self, steps: Steps, *, made: bool) -> evidence.CleanUp:
        if not made or not any(self.drill.journal.of(kind) for kind in clean_up.TO_UNDO):
            return evidence.CleanUp(made=[], gone=[], left=[], problems=[])
        with steps.step("clean-up", "destroying, and proving absence") as note:
            left = clean_up.clean(self.drill)
            note.text = f"{len(left.gone)} of {len(left.made)} proven gone" + "".join(
                f"; {one}" for one in left.problems
            )
            return left

    def _pause(self, seconds: float) -> None:
        """Let time pass while canaries are written; a writer that died is found out at once."""
        until = time.monotonic() + seconds
        while (rest := until - time.monotonic()) > 0:
            if self.drill.canaries and self.drill.canaries.failure:
                raise UnverifiedError(f"Canaries stopped: {sentence(self.drill.canaries.failure)}")
            time.sleep(min(rest, 0.2))


@contextmanager
def alone() -> Generator[None]:
    """One drill at a time; the lock dies with its process."""
    folder = reports()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(
                f"Another drill is running on {folder}; wait until it ends.", exit_code=Exit.REFUSED
            ) from None
        yield


def clean_dead_runs(estate: Estate, azure: Azure, console: Console) -> list[str]:
    """Finish the clean-up of runs that died or couldn't; the ids of those that still aren't clean."""
    dirty = []
    for journal in unfinished(reports()):
        begun = journal.of("begin")
        # Another estate's run looks as if all of it were gone: what it made can't be found here.
        if not begun or begun[0].get("subscription") != estate.subscription:
            continue
        drill = Drill(begun[0]["drill"], estate, azure, journal, seed=begun[0]["seed"])
        drill.tenant = next((entry["tenant"] for entry in journal.of("tenant")), None)
        console.print(f"cleaning up after drill {drill.id}, which did not end", highlight=False, soft_wrap=True)
        left = clean_up.clean(drill)
        if clean_up.is_complete(left):
            if (drill.folder / evidence.ENVELOPE).exists():  # the verdict stands: it died at the very end
                code = evidence.load(drill.folder).exit
                conclude.store(drill)
            else:
                code = int(Exit.COULD_NOT_VERIFY)
                dead = [(Exit.COULD_NOT_VERIFY, "The run died; what it had made was removed by a later one.")]
                begun_at = datetime.fromisoformat(begun[0]["at"])
                conclude.conclude(drill, begun_at, [], [], left, dead, len(begun[0]["scenarios"]))
            content = (drill.folder / evidence.EVIDENCE).read_bytes()
            journal.write("end", exit=code, cleaned=True, evidence=signing.sha256(content))
            kept.forget(drill)
        else:
            dirty.append(drill.id)
            for one in (*left.problems, *left.left):
                console.print(f"  still there: {one}", highlight=False, soft_wrap=True)
    return dirty


def settle_for(scenarios: Sequence[Scenario], estate: Estate) -> timedelta:
    """On Azure a geo-redundant copy may lag; locally it follows within seconds, which the canaries' time covers."""
    return timedelta() if estate.environment == "local" else max(scenario.settle for scenario in scenarios)
