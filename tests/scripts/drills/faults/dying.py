"""Runs one drill and kills itself, as hard as a power cut, at the end of one of its steps. A program of its own."""

import os
import signal
import sys
from pathlib import Path

from rich.console import Console

from scripts.azure import Azure
from scripts.drills.drill import Drill, new_id
from scripts.drills.journal import Journal
from scripts.drills.runner import Runner
from scripts.drills.scenario import scenarios
from scripts.estate import load


def main(scenario: str, step: str) -> None:
    estate, name = load(), new_id()

    def die(at: str, state: str) -> None:
        if (at, state) == (step, "done"):
            os.kill(os.getpid(), signal.SIGKILL)

    journal = Journal(Path(os.environ["CORDON_REPORTS"]) / name)
    drill = Drill(name, estate, Azure(estate.subscription), journal, seed="test", canary_seconds=4)
    Runner(drill, [scenarios()[scenario]], Console(stderr=True), [die]).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
