"""A drill that is killed after any of its steps leaves nothing that the janitor doesn't find, and whole evidence."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.drills import verifier
from scripts.drills.journal import FILE, read
from scripts.drills.scenario import scenarios
from tests.scripts.drills.faults import dying
from tests.scripts.drills.faults.catalogue import ALL
from tests.scripts.drills.faults.conftest import Stage, inventory

pytestmark = [
    pytest.mark.local,
    pytest.mark.slow,
    pytest.mark.skipif(not os.environ.get(ALL), reason="an hour or so: `make drill-faults`"),
]


@pytest.mark.parametrize("scenario", list(scenarios()))
def test_killed_after_any_step_it_leaves_nothing(stage: Stage, scenario: str) -> None:
    steps = list[str]()
    good = stage.run(scenario, observer=lambda name, state: steps.append(name) if state == "done" else None)
    assert good.exit == 0
    before, root = inventory(stage), Path(os.environ["CORDON_REPORTS"])
    for step in steps:
        known = set(root.glob(f"*/{FILE}"))
        command = [sys.executable, dying.__file__, scenario, step]
        died = subprocess.run(command, env=stage.environment.variables | ours(), capture_output=True, check=False)
        assert died.returncode == -signal.SIGKILL, (step, died.stderr[-2000:])
        [journal] = set(root.glob(f"*/{FILE}")) - known
        program = str(Path(sys.executable).parent / "cordon")
        cleaned = stage.environment.run(program, "drill", "clean", check=False, **ours())
        assert cleaned.returncode == 0, (step, cleaned.stderr[-2000:])
        assert inventory(stage) == before, step
        assert read(journal)[0][-1]["kind"] == "end"
        assert not (journal.parent / "backend").exists()
        assert "is whole and signed" in verifier.check(journal.parent), step
    print(f"{scenario}: killed after each of {len(steps)} steps")


def ours() -> dict[str, str]:
    return {"CORDON_REPORTS": os.environ["CORDON_REPORTS"]}
