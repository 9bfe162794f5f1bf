"""A drill that is killed after any of its steps leaves nothing that the janitor doesn't find, and whole evidence."""

import os
import signal
from pathlib import Path

import pytest

from scripts.drills import evidence, verifier
from scripts.drills.journal import FILE, read
from scripts.drills.kept import SUFFIX
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
def test_killed_after_any_step_it_leaves_nothing(
    stage: Stage, scenario: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, root, log = inventory(stage), Path(os.environ["CORDON_REPORTS"]), tmp_path / "log"
    variables = stage.environment.variables | {"CORDON_REPORTS": str(root)}
    killed, known = list[str](), set[Path]()
    while killed[-1:] != ["evidence"]:
        died = dying.drill(variables, log, scenario, len(killed) + 1)
        assert died == -signal.SIGKILL, (killed, log.read_text()[-2000:])
        [journal] = set(root.glob(f"*/{FILE}")) - known
        known.add(journal)
        killed.append([one["name"] for one in read(journal)[0] if one.get("state") == "done"][-1])
        if killed[-1] == "evidence":
            assert evidence.load(journal.parent).exit == 0, log.read_text()[-2000:]
        assert dying.janitor(variables, log) == 0, (killed, log.read_text()[-2000:])
        assert inventory(stage) == before, killed
        assert read(journal)[0][-1]["kind"] == "end"
        assert not (journal.parent / "backend").exists()
        assert not list(journal.parent.glob(f"*{SUFFIX}"))
        assert "is whole and signed" in verifier.check(journal.parent), killed
        with capsys.disabled():
            print(f"\n  {scenario}: killed after {killed[-1]}, step {len(killed)}", end="", flush=True)
    with capsys.disabled():
        print(f"\n{scenario}: killed after each of {len(killed)} steps", flush=True)
