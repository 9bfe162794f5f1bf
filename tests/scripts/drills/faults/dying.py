"""A drill that dies as hard as in a power cut, at the end of one of its steps, and the janitor after it.

Each is a process of its own, forked from a server that has everything imported: a death takes as long as its drill.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from pathlib import Path

import typer
from rich.console import Console

from scripts.azure import Azure
from scripts.commands.drill import clean
from scripts.drills.drill import Drill, new_id
from scripts.drills.journal import Journal
from scripts.drills.runner import Runner
from scripts.drills.scenario import scenarios
from scripts.estate import load

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload([__name__])
KNOWN = scenarios()
CANARIES = 4  # seconds


def drill(variables: Mapping[str, str], log: Path, scenario: str, number: int) -> int:
    """Run the scenario and kill it after so many of its steps; the exit code of its process."""
    return ended(dies, variables, log, scenario, number)


def janitor(variables: Mapping[str, str], log: Path) -> int:
    """`cordon drill clean`."""
    return ended(cleans, variables, log)


def ended(what: Callable[..., None], *arguments: object) -> int:
    process = SERVER.Process(target=what, args=arguments)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def dies(variables: Mapping[str, str], log: Path, scenario: str, number: int) -> None:
    become(variables, log)
    estate, name, steps = load(), new_id(), list[str]()

    def die(at: str, state: str) -> None:
        steps.extend([at] if state == "done" else [])
        if len(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    journal = Journal(Path(os.environ["CORDON_REPORTS"]) / name)
    one = Drill(name, estate, Azure(estate.subscription), journal, seed="test", canary_seconds=CANARIES)
    Runner(one, [KNOWN[scenario]], Console(stderr=True), [die]).run()


def cleans(variables: Mapping[str, str], log: Path) -> None:
    become(variables, log)
    try:
        clean("local")
    except typer.Exit as ended:
        raise SystemExit(ended.exit_code) from None


def become(variables: Mapping[str, str], log: Path) -> None:
    """The environment and the output of a process of its own."""
    os.environ.clear()
    os.environ.update(variables)
    with log.open("ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
