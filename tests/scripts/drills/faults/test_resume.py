"""A drill that was killed is gone on with from its journal, to a pass; where it can't be, it is begun anew."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.drills import evidence, verifier
from scripts.drills.journal import FILE, read
from scripts.drills.kept import SUFFIX
from tests.scripts.drills.faults import dying
from tests.scripts.drills.faults.catalogue import ALL
from tests.scripts.drills.faults.conftest import Stage, inventory

pytestmark = [pytest.mark.local, pytest.mark.slow]

DAMAGE, RESTORE, OPEN, VERIFY, CLEANED, SEALED = range(5, 11)
"""Steps of a point-in-time restore, by their number, after preflight, tenant, manifest and marks."""

SHORT = [("point-in-time", RESTORE)]
LONG = [
    *[("point-in-time", step) for step in (DAMAGE, OPEN, VERIFY, CLEANED, SEALED)],
    ("geo-restore", DAMAGE), ("geo-restore", RESTORE), ("geo-restore", OPEN),
    ("region-loss", 6), ("region-loss", 8), ("region-loss", 10),  # after the edge, after opening, after the way back
    ("replica-promotion", 6), ("replica-promotion", 7),  # after the damage, after the promotion
    ("tenant-export", 9),  # after the others have left the copy
]  # fmt: skip


def journals() -> set[Path]:
    return set(Path(os.environ["CORDON_REPORTS"]).glob(f"*/{FILE}"))


def killed(stage: Stage, scenario: str, step: int, log: Path) -> Path:
    """The journal of a drill that died after this step."""
    variables = stage.environment.variables | {"CORDON_REPORTS": os.environ["CORDON_REPORTS"]}
    assert dying.drill(variables, log, scenario, step) == -signal.SIGKILL, log.read_text()[-2000:]
    [journal] = journals()
    return journal


def resume(stage: Stage) -> subprocess.CompletedProcess[str]:
    program = str(Path(sys.executable).parent / "cordon")
    return stage.environment.run(program, "drill", "resume", check=False, CORDON_REPORTS=os.environ["CORDON_REPORTS"])


@pytest.mark.parametrize(("scenario", "step"), [*SHORT, *(LONG if os.environ.get(ALL) else [])])
def test_a_killed_drill_goes_on_to_a_pass(stage: Stage, scenario: str, step: int, tmp_path: Path) -> None:
    before = inventory(stage)
    journal = killed(stage, scenario, step, tmp_path / "log")
    done = resume(stage)
    assert done.returncode == 0, done.stderr[-4000:]
    assert journals() == {journal}
    asked = [one for one in read(journal)[0] if one["kind"] == "create" and one["type"] == "server"]
    assert len(asked) == 1, "what was restored is not restored again"
    assert evidence.load(journal.parent).exit == 0
    assert "is whole and signed" in verifier.check(journal.parent)
    assert not list(journal.parent.glob(f"*{SUFFIX}"))
    assert inventory(stage) == before


@pytest.mark.skipif(not os.environ.get(ALL), reason="two drills: `make drill-faults`")
@pytest.mark.parametrize(
    ("scenario", "step", "why"),
    [
        ("point-in-time", 4, "it died before its disaster was over"),
        ("vault-secret-deleted", 3, "what vault-secret-deleted had lost was known to the dead process alone"),
    ],
)
def test_what_cannot_be_gone_on_with_is_begun_anew(
    stage: Stage, scenario: str, step: int, why: str, tmp_path: Path
) -> None:
    before = inventory(stage)
    dead = killed(stage, scenario, step, tmp_path / "log")
    done = resume(stage)
    assert done.returncode == 0, done.stderr[-4000:]
    assert why in done.stderr
    [again] = journals() - {dead}
    assert {one: evidence.load(one.parent).exit for one in (dead, again)} == {dead: 3, again: 0}
    assert evidence.load(again.parent).seed == evidence.load(dead.parent).seed
    assert inventory(stage) == before


def test_what_was_kept_and_changed_since_is_not_trusted(stage: Stage, tmp_path: Path) -> None:
    journal = killed(stage, "point-in-time", DAMAGE, tmp_path / "log")
    kept = next(journal.parent.glob(f"*{SUFFIX}"))
    kept.write_bytes(kept.read_bytes() + b" ")
    done = resume(stage)
    assert done.returncode == 0, done.stderr[-4000:]
    assert "is not what the journal names" in done.stderr


def test_where_nothing_died_there_is_nothing_to_resume(stage: Stage) -> None:
    done = resume(stage)
    assert done.returncode == 4
    assert "nothing to resume" in done.stderr
