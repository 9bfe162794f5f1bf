"""Drills as OSCAL: NIST's models accept the document, and it says what the evidence says."""

import json
import subprocess
from pathlib import Path

import pytest

from local.tools import install
from scripts.drills import history, oscal
from tests.scripts.drills import sealed


@pytest.fixture
def runs(tmp_path: Path) -> list[history.Run]:
    signer = sealed.Signer()
    first = sealed.run(tmp_path, signer, 0)
    bad = sealed.result("geo-restore", sealed.START, exit=1, serves=["BAK-1", "RES-1"])
    sealed.run(tmp_path, signer, 1, first, exit=1, results=[sealed.result("point-in-time", sealed.START), bad])
    return history.on_disk(tmp_path)


def test_findings_are_those_of_the_evidence(runs: list[history.Run]) -> None:
    document = oscal.document(runs, "Drills")["assessment-results"]
    states = [
        (finding["title"].split(":")[0], finding["target"]["status"]["state"])
        for result in document["results"] for finding in result["findings"]
    ]  # fmt: skip
    assert states == [("BAK-1", "satisfied"), *[(one, "not-satisfied") for one in ("BAK-1", "BAK-1", "RES-1")]]
    assert oscal.document(runs, "Drills") == oscal.document(runs, "Drills")


def test_without_a_run_there_is_nothing_to_export() -> None:
    with pytest.raises(ValueError, match="no run"):
        oscal.document([], "Drills")


@pytest.mark.local
@pytest.mark.slow
def test_the_official_model_accepts_it(runs: list[history.Run], tmp_path: Path) -> None:
    python = install("oscal") / "bin/python"
    path = tmp_path / "results.json"
    path.write_text(json.dumps(oscal.document(runs, "Drills")))
    load = "import sys, pathlib; from trestle.oscal.assessment_results import AssessmentResults; "
    load += "print(len(AssessmentResults.oscal_read(pathlib.Path(sys.argv[1])).results))"
    done = subprocess.run([python, "-c", load, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "2"), done.stderr[-3000:]
