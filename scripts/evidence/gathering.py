"""All evidence of one stack, from what runs. A source that can't be asked is told, and leaves its lines unproven."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from controls import catalogue, links
from controls.catalogue import Catalogue, CatalogueError
from controls.evidence import DrillRun, Evidence, RegisterState, Resource, RunbookRun
from controls.links import Links, UnreadableError
from controls.register import Register, RegisterError, load_all
from scripts import estate
from scripts.azure import Azure
from scripts.errors import UserError
from scripts.estate import CLONE
from scripts.evidence import drills, policies, resources, runbooks, scans, state, tests
from scripts.evidence.arm import Arm

T = TypeVar("T")
Report = Callable[[str], None]


def reports() -> Path:
    """CORDON_EVIDENCE, else `reports/evidence` of the clone."""
    return Path(os.environ.get("CORDON_EVIDENCE") or CLONE / "reports" / "evidence")


def knowledge() -> tuple[Catalogue, Links]:
    """The catalogue and what serves it. UserError where either can't be read."""
    try:
        return catalogue.load(), links.find()
    except (CatalogueError, UnreadableError) as error:
        raise UserError(str(error)) from None


def gather(stack: str, held: Catalogue, found: Links, report: Report = lambda _: None) -> Evidence:
    """UserError where the stack can't be read at all; other sources that fail are named in `problems`."""
    problems: list[str] = []

    def ask(what: str, source: Callable[[], list[T]]) -> list[T]:
        report(what)
        try:
            return source()
        except (UserError, OSError) as error:
            problems.append(f"{what}: {error}")
            return []

    report("Stack")
    deployed, saved = estate.load(stack), state.load(stack)
    azure = Azure(deployed.subscription)
    deeds = ask("Resources", lambda: resources.gather(saved, Arm(azure), deployed, resources.wanted(held)))
    rules = ask("Policies", lambda: policies.gather(saved))
    with tempfile.TemporaryDirectory(prefix="cordon-evidence-") as folder:
        report("Drills")
        drilled, trouble = drills.gather(azure, deployed, Path(folder) / "drills")
        report("Runbooks")
        rehearsed, more = runbooks.gather(azure, deployed, Path(folder) / "runbooks")
    problems += trouble + more
    tested = ask("Tests", lambda: [run for run in [tests.gather(found)] if run])
    scanned = ask("Scans", scans.gather)
    answered = ask("Answers of other systems", lambda: scans.answers(held))
    now = datetime.now(UTC)
    return Evidence(
        environment=deployed.environment,
        stack=stack,
        commit=commit(),
        gathered=now,
        regions=tuple(sorted(deployed.regions)),
        resources=tuple(deeds),
        rules=tuple(rules),
        drills=tuple(drilled),
        runbooks=tuple(rehearsed),
        tests=tested[0] if tested else None,
        scans=tuple(scanned),
        answers=tuple(answered),
        registers=tuple(ask("Registers", lambda: registers(now.date()))),
        problems=(*catalogue.check(held, found), *stray_tags(held, deeds), *problems),
    )


def stray_tags(held: Catalogue, deeds: Iterable[Resource]) -> list[str]:
    """One sentence for each resource whose tag in Azure names what is no commitment."""
    return [
        f"{each.name} carries the tag commitments {id}, which is no commitment."
        for each in deeds
        for id in each.commitments
        if id not in held.ids
    ]


def records(stack: str) -> tuple[list[RunbookRun], list[DrillRun]]:
    """What rehearsals and drills left. UserError where the stack or its container can't be read."""
    deployed = estate.load(stack)
    azure = Azure(deployed.subscription)
    with tempfile.TemporaryDirectory(prefix="cordon-evidence-") as folder:
        rehearsed, trouble = runbooks.gather(azure, deployed, Path(folder) / "runbooks")
        drilled, more = drills.gather(azure, deployed, Path(folder) / "drills")
    if trouble or more:
        raise UserError([*trouble, *more][0], exit_code=estate.COULD_NOT_VERIFY)
    return rehearsed, drilled


def registers(today: date) -> list[RegisterState]:
    """UserError where one can't be read."""
    try:
        return [state_of(each, today) for each in load_all()]
    except RegisterError as error:
        raise UserError(str(error)) from None


def state_of(register: Register, today: date) -> RegisterState:
    return RegisterState(
        name=register.name,
        title=register.title,
        serves=register.serves,
        entries=len(register.entries),
        reviewed=register.reviewed,
        example=register.example,
        problems=tuple(register.problems(today)),
    )


def commit() -> str:
    """What is checked out; `-dirty` at its end where files differ from it."""
    command = ["git", "-C", str(CLONE), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
